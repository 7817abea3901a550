create table address (
  practice_id text collate "C" not null,
  hash bytea not null,
  patient_id text collate "C" not null
);

create table address_history (
  practice_id text collate "C" not null,
  hash bytea not null,
  patient_id text collate "C" not null,
  outlives boolean not null,
  generation integer not null,
  digest bytea not null,
  history bytea not null
);

create table data_key (
  practice_id text collate "C" not null,
  patient_id text collate "C" not null,
  generation integer not null,
  key_id text not null,
  wrapped bytea not null
);

create table directory (
  practice_id text collate "C" not null,
  generation integer not null,
  directory bytea not null
);

create table feed (
  practice_id text collate "C" not null,
  source text collate "C" not null,
  cursor text not null,
  as_of text not null
);

create table journey (
  practice_id text collate "C" not null,
  patient_id text collate "C" not null,
  revision integer not null,
  document bytea,
  generation integer not null,
  due_at timestamp with time zone,
  alert_at timestamp with time zone,
  waits_for_staff boolean not null,
  lease_id uuid,
  leased_until timestamp with time zone,
  lane smallint generated always as (((hashtextextended(practice_id, (0)::bigint) & (15)::bigint))::smallint) stored
) with (fillfactor=90);

create table ledger (
  practice_id text collate "C" not null,
  patient_id text collate "C" not null,
  revision integer not null,
  generation integer not null,
  recorded_at timestamp with time zone not null,
  facts bytea not null
);

create table login (
  role_name name not null,
  duty text not null,
  practice_id text collate "C"
);

create table migration (
  name text not null,
  ran_at timestamp with time zone default now() not null
);

alter table journey alter column document set storage external;

alter table ledger alter column facts set storage external;

alter table address add constraint address_pkey PRIMARY KEY (practice_id, hash, patient_id);

alter table address add constraint address_hash_check CHECK ((octet_length(hash) = 32));

alter table address_history add constraint address_history_pkey PRIMARY KEY (practice_id, hash, patient_id, outlives);

alter table address_history add constraint address_history_hash_check CHECK ((octet_length(hash) = 32));

alter table data_key add constraint data_key_pkey PRIMARY KEY (practice_id, patient_id, generation);

alter table data_key add constraint data_key_generation_check CHECK ((generation > 0));

alter table directory add constraint directory_pkey PRIMARY KEY (practice_id);

alter table feed add constraint feed_pkey PRIMARY KEY (practice_id, source);

alter table journey add constraint journey_pkey PRIMARY KEY (practice_id, patient_id);

alter table journey add constraint journey_generation_check CHECK ((generation > 0));

alter table journey add constraint journey_revision_check CHECK ((revision > 0));

alter table ledger add constraint ledger_pkey PRIMARY KEY (practice_id, patient_id, revision);

alter table login add constraint login_pkey PRIMARY KEY (role_name);

alter table login add constraint login_check CHECK (((duty <> 'practice'::text) OR (practice_id IS NOT NULL)));

alter table login add constraint login_duty_check CHECK ((duty = ANY (ARRAY['worker'::text, 'practice'::text, 'auditor'::text])));

alter table migration add constraint migration_pkey PRIMARY KEY (name);

CREATE INDEX address_history_of_patient ON address_history USING btree (practice_id, patient_id);

CREATE INDEX address_of_patient ON address USING btree (practice_id, patient_id);

CREATE INDEX journey_alert ON journey USING btree (alert_at) WHERE (alert_at IS NOT NULL);

CREATE INDEX journey_due ON journey USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX journey_due_by_lane ON journey USING btree (lane, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX journey_worklist ON journey USING btree (practice_id, patient_id) WHERE waits_for_staff;

CREATE OR REPLACE FUNCTION is_claiming()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
  select coalesce(current_setting('implant_journey.claiming', true), '') = 'on'
    and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = 'journey'::regclass)
$function$;

CREATE OR REPLACE FUNCTION practice_in_use()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
  select nullif(current_setting('implant_journey.practice_id', true), '')
  where not exists (
    select from login
    where role_name in (current_user, session_user)
      and practice_id <> coalesce(current_setting('implant_journey.practice_id', true), '')
  )
$function$;

CREATE OR REPLACE FUNCTION apply_changes(in_practice text, patients text[], changes json)
 RETURNS TABLE(number integer, revision integer)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  instant timestamptz := clock_timestamp();
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  perform from journey j
  where j.practice_id = in_practice and j.patient_id = any (patients)
  order by j.patient_id
  for update;
  return query
  with change as materialized (
    select * from json_to_recordset(changes) as c (
      number integer, patient_id text, expected integer, document text, generation integer, key_id text, wrapped text,
      due_at timestamptz, alert_at timestamptz, waits boolean, facts text, addresses json, histories json)
  ),
  inserted as (
    insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff)
    select in_practice, c.patient_id, 1, decode(c.document, 'base64'), c.generation, c.due_at, c.alert_at, c.waits
    from change c
    where c.expected = 0
    order by c.patient_id collate "C"
    on conflict do nothing
    returning journey.patient_id, journey.revision
  ),
  updated as (
    update journey j
    set revision = j.revision + 1, document = decode(c.document, 'base64'), generation = c.generation,
      due_at = c.due_at, alert_at = c.alert_at, waits_for_staff = c.waits
    from change c
    where j.practice_id = in_practice and j.patient_id = c.patient_id and j.revision = c.expected
      -- A worker that has not heard of a shredding must not seal under the key that is gone.
      and (c.wrapped is not null or exists (
        select from data_key k
        where k.practice_id = in_practice and k.patient_id = c.patient_id and k.generation = c.generation))
    returning j.patient_id, j.revision
  ),
  applied as materialized (
    select c.*, a.revision
    from (select * from inserted union all select * from updated) as a
    join change c on c.patient_id = a.patient_id
  ),
  -- A key that is there already must fail the call: what was just sealed could never be read.
  kept_keys as (
    insert into data_key (practice_id, patient_id, generation, key_id, wrapped)
    select in_practice, a.patient_id, a.generation, a.key_id, decode(a.wrapped, 'base64')
    from applied a where a.wrapped is not null
  ),
  kept_facts as (
    insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts)
    select in_practice, a.patient_id, a.revision, a.generation, instant, decode(a.facts, 'base64')
    from applied a where a.facts is not null
  ),
  hashes as materialized (
    select a.patient_id, decode(h.hash, 'base64') as hash
    from applied a cross join lateral json_array_elements_text(a.addresses) as h (hash)
  ),
  gone as (
    delete from address d
    using applied a
    where d.practice_id = in_practice and d.patient_id = a.patient_id
      and not exists (select from hashes h where h.patient_id = d.patient_id and h.hash = d.hash)
  ),
  come as (
    insert into address (practice_id, hash, patient_id)
    select in_practice, h.hash, h.patient_id from hashes h
    on conflict do nothing
  ),
  histories as materialized (
    select a.patient_id, a.generation, decode(h.hash, 'base64') as hash, decode(h.digest, 'base64') as digest,
      decode(h.history, 'base64') as history
    from applied a
    cross join lateral json_to_recordset(a.histories) as h (hash text, digest text, history text)
  ),
  past as (
    delete from address_history d
    using applied a
    where d.practice_id = in_practice and d.patient_id = a.patient_id and not d.outlives
      and not exists (select from histories h where h.patient_id = d.patient_id and h.hash = d.hash)
  ),
  told as (
    insert into address_history as d (practice_id, hash, patient_id, outlives, generation, digest, history)
    select in_practice, h.hash, h.patient_id, false, h.generation, h.digest, h.history from histories h
    on conflict (practice_id, hash, patient_id, outlives)
    do update set generation = excluded.generation, digest = excluded.digest, history = excluded.history
    where d.digest is distinct from excluded.digest
  )
  select a.number, a.revision from applied a;
end
$function$;

CREATE OR REPLACE FUNCTION claim_due(moment timestamp with time zone, most integer, lease interval)
 RETURNS TABLE(practice_id text, patient_id text, lease_id uuid, due double precision)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  instant timestamptz := coalesce(moment, clock_timestamp());
  until timestamptz := coalesce(moment, clock_timestamp()) + lease;
  given integer := 0;
  taken integer;
begin
  perform set_config('implant_journey.claiming', 'on', true);
  return query
  with chosen as materialized (
    select j.practice_id, j.patient_id from journey j
    where j.alert_at <= instant and (j.leased_until is null or j.leased_until <= instant)
    order by j.alert_at limit most
    for update skip locked
  )
  update journey j set lease_id = gen_random_uuid(), leased_until = until
  from chosen c where j.practice_id = c.practice_id and j.patient_id = c.patient_id
  returning j.practice_id, j.patient_id, j.lease_id, extract(epoch from j.due_at)::double precision;
  get diagnostics taken = row_count;
  given := given + taken;

  return query
  with share as materialized (
    select c.practice_id, c.patient_id from generate_series(0, 15) as lanes (lane)
    cross join lateral (
      select j.practice_id, j.patient_id from journey j
      -- Compared as rows: the only way to this order is the index of the lane, whatever the planner believes.
      where (j.lane, j.due_at) >= (lanes.lane::smallint, timestamptz '-infinity')
        and (j.lane, j.due_at) <= (lanes.lane::smallint, instant) and j.due_at is not null
        and (j.leased_until is null or j.leased_until <= instant)
      order by j.lane, j.due_at limit (most - given) / 16
      for update skip locked
    ) as c
  )
  update journey j set lease_id = gen_random_uuid(), leased_until = until
  from share c where j.practice_id = c.practice_id and j.patient_id = c.patient_id
  returning j.practice_id, j.patient_id, j.lease_id, extract(epoch from j.due_at)::double precision;
  get diagnostics taken = row_count;
  given := given + taken;

  return query
  with chosen as materialized (
    select j.practice_id, j.patient_id from journey j
    where j.due_at <= instant and (j.leased_until is null or j.leased_until <= instant)
    order by j.due_at limit most - given
    for update skip locked
  )
  update journey j set lease_id = gen_random_uuid(), leased_until = until
  from chosen c where j.practice_id = c.practice_id and j.patient_id = c.patient_id
  returning j.practice_id, j.patient_id, j.lease_id, extract(epoch from j.due_at)::double precision;
  perform set_config('implant_journey.claiming', 'off', true);
end
$function$;

CREATE OR REPLACE FUNCTION extend_claims(claims json, moment timestamp with time zone, lease interval)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  instant timestamptz := coalesce(moment, clock_timestamp());
begin
  perform set_config('implant_journey.claiming', 'on', true);
  return query
  with held as materialized (
    select j.practice_id, j.patient_id from journey j
    join json_to_recordset(claims) as c (practice_id text, patient_id text, lease_id uuid)
      on j.practice_id = c.practice_id and j.patient_id = c.patient_id and j.lease_id = c.lease_id
    where j.leased_until > instant
    order by j.practice_id, j.patient_id
    for update of j
  )
  update journey j set leased_until = instant + lease
  from held h where j.practice_id = h.practice_id and j.patient_id = h.patient_id
  returning j.lease_id;
  perform set_config('implant_journey.claiming', 'off', true);
end
$function$;

CREATE OR REPLACE FUNCTION grant_access(to_role name, for_duty text, of_practice text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  insert into login (role_name, duty, practice_id) values (to_role, for_duty, of_practice)
  on conflict (role_name) do update set duty = excluded.duty, practice_id = excluded.practice_id;
  perform renew_grants();
end
$function$;

CREATE OR REPLACE FUNCTION keep_practice_key(in_practice text, new_key_id text, new_wrapped bytea)
 RETURNS TABLE(key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  insert into data_key (practice_id, patient_id, generation, key_id, wrapped)
  values (in_practice, '', 1, new_key_id, new_wrapped) on conflict do nothing;
  return query
  select k.key_id, k.wrapped from data_key k
  where k.practice_id = in_practice and k.patient_id = '' and k.generation = 1;
end
$function$;

CREATE OR REPLACE FUNCTION keys_in_use(in_practice text, patients text[])
 RETURNS TABLE(patient_id text, generation integer, key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select wanted.id, coalesce(j.generation, k.generation), k.key_id, k.wrapped
  from unnest(patients) as wanted (id)
  left join journey j on j.practice_id = in_practice and j.patient_id = wanted.id
  left join data_key k
    on k.practice_id = in_practice and k.patient_id = wanted.id and k.generation = coalesce(j.generation, 1)
  where j.generation is not null or k.generation is not null;
end
$function$;

CREATE OR REPLACE FUNCTION keys_to_rewrap(in_practice text, newest text, most integer)
 RETURNS TABLE(patient_id text, generation integer, key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select k.patient_id, k.generation, k.key_id, k.wrapped from data_key k
  where k.practice_id = in_practice and k.key_id <> newest
  order by k.patient_id, k.generation limit most;
end
$function$;

CREATE OR REPLACE FUNCTION load_journeys(in_practice text, patients text[])
 RETURNS TABLE(patient_id text, revision integer, document bytea, generation integer, key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select j.patient_id, j.revision, j.document, j.generation, k.key_id, k.wrapped
  from journey j
  left join data_key k
    on k.practice_id = in_practice and k.patient_id = j.patient_id and k.generation = j.generation
  where j.practice_id = in_practice and j.patient_id = any (patients);
end
$function$;

CREATE OR REPLACE FUNCTION patients_at(in_practice text, address_hash bytea)
 RETURNS SETOF text
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select a.patient_id from address a
  where a.practice_id = in_practice and a.hash = address_hash order by a.patient_id;
end
$function$;

CREATE OR REPLACE FUNCTION patients_of(in_practice text)
 RETURNS SETOF text
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select j.patient_id from journey j
  where j.practice_id = in_practice and j.document is not null order by j.patient_id;
end
$function$;

CREATE OR REPLACE FUNCTION patients_waiting(in_practice text)
 RETURNS SETOF text
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select j.patient_id from journey j
  where j.practice_id = in_practice and j.waits_for_staff order by j.patient_id;
end
$function$;

CREATE OR REPLACE FUNCTION read_address_history(in_practice text, hashes json)
 RETURNS TABLE(patient_id text, outlives boolean, generation integer, history bytea, key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select h.patient_id, h.outlives, h.generation, h.history, k.key_id, k.wrapped
  from json_array_elements_text(hashes) as wanted (hash)
  join address_history h on h.practice_id = in_practice and h.hash = decode(wanted.hash, 'base64')
  left join data_key k on k.practice_id = in_practice and k.generation = h.generation
    and k.patient_id = case when h.outlives then '' else h.patient_id end;
end
$function$;

CREATE OR REPLACE FUNCTION read_directory(in_practice text)
 RETURNS TABLE(directory bytea, generation integer, key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select d.directory, d.generation, k.key_id, k.wrapped
  from directory d
  left join data_key k on k.practice_id = in_practice and k.patient_id = '' and k.generation = d.generation
  where d.practice_id = in_practice;
end
$function$;

CREATE OR REPLACE FUNCTION read_feed(in_practice text, of_source text)
 RETURNS TABLE(cursor text, as_of text)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query select f.cursor, f.as_of from feed f where f.practice_id = in_practice and f.source = of_source;
end
$function$;

CREATE OR REPLACE FUNCTION read_ledger(in_practice text, of_patient text)
 RETURNS TABLE(revision integer, generation integer, facts bytea, key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select l.revision, l.generation, l.facts, k.key_id, k.wrapped
  from ledger l
  left join data_key k
    on k.practice_id = in_practice and k.patient_id = of_patient and k.generation = l.generation
  where l.practice_id = in_practice and l.patient_id = of_patient order by l.revision;
end
$function$;

CREATE OR REPLACE FUNCTION release_claims(claims json)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.claiming', 'on', true);
  with held as materialized (
    select j.practice_id, j.patient_id from journey j
    join json_to_recordset(claims) as c (practice_id text, patient_id text, lease_id uuid)
      on j.practice_id = c.practice_id and j.patient_id = c.patient_id and j.lease_id = c.lease_id
    order by j.practice_id, j.patient_id
    for update of j
  )
  update journey j set lease_id = null, leased_until = null
  from held h where j.practice_id = h.practice_id and j.patient_id = h.patient_id;
  perform set_config('implant_journey.claiming', 'off', true);
end
$function$;

CREATE OR REPLACE FUNCTION renew_grants()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  one login%rowtype;
  here text := (select relnamespace::regnamespace::text from pg_class where oid = 'journey'::regclass);
begin
  execute format('revoke all on all functions in schema %s from public', here);
  for one in select * from login loop
    execute format('revoke all on all tables in schema %s from %I', here, one.role_name);
    execute format('revoke all on all functions in schema %s from %I', here, one.role_name);
    execute format('grant usage on schema %s to %I', here, one.role_name);
    execute format('grant select on login to %I', one.role_name);
    execute format('grant execute on function practice_in_use(), is_claiming() to %I', one.role_name);
    if one.duty in ('worker', 'practice') then
      execute format('grant select, insert, update on journey, data_key, feed, directory to %I', one.role_name);
      execute format('grant select, insert on ledger to %I', one.role_name);
      execute format('grant select, insert, delete on address, address_history to %I', one.role_name);
      execute format('grant delete on data_key to %I', one.role_name);
      execute format('grant update on address_history to %I', one.role_name);
      execute format(
        'grant execute on function load_journeys(text, text[]), keys_in_use(text, text[]), '
        'apply_changes(text, text[], json), patients_at(text, bytea), read_address_history(text, json), patients_waiting(text), patients_of(text), '
        'read_ledger(text, text), read_feed(text, text), save_feed(text, text, text, text), read_directory(text), '
        'save_directory(text, integer, bytea), keep_practice_key(text, text, bytea), '
        'keys_to_rewrap(text, text, integer), save_rewrapped(text, json), shred_patient(text, text, integer, json) '
        'to %I', one.role_name);
    end if;
    if one.duty = 'worker' then
      execute format(
        'grant execute on function claim_due(timestamptz, integer, interval), '
        'extend_claims(json, timestamptz, interval), release_claims(json) to %I', one.role_name);
    end if;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION save_directory(in_practice text, in_generation integer, sealed bytea)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  insert into directory (practice_id, generation, directory) values (in_practice, in_generation, sealed)
  on conflict (practice_id) do update set generation = excluded.generation, directory = excluded.directory;
end
$function$;

CREATE OR REPLACE FUNCTION save_feed(in_practice text, of_source text, new_cursor text, new_as_of text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  insert into feed (practice_id, source, cursor, as_of) values (in_practice, of_source, new_cursor, new_as_of)
  on conflict (practice_id, source) do update set cursor = excluded.cursor, as_of = excluded.as_of;
end
$function$;

CREATE OR REPLACE FUNCTION save_rewrapped(in_practice text, rewrapped json)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  changed integer;
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  with r as materialized (
    select * from json_to_recordset(rewrapped) as r (
      patient_id text, generation integer, was text, key_id text, wrapped text)
  )
  update data_key k set key_id = r.key_id, wrapped = decode(r.wrapped, 'base64')
  from r
  where k.practice_id = in_practice and k.patient_id = r.patient_id and k.generation = r.generation
    and k.wrapped = decode(r.was, 'base64');
  get diagnostics changed = row_count;
  return changed;
end
$function$;

CREATE OR REPLACE FUNCTION shred_patient(in_practice text, of_patient text, expected integer, outliving json)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  after integer;
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  update journey j
  set revision = j.revision + 1, document = null, due_at = null, alert_at = null, waits_for_staff = false
  where j.practice_id = in_practice and j.patient_id = of_patient and j.revision = expected
  returning j.revision into after;
  if after is null then return null; end if;
  delete from address a where a.practice_id = in_practice and a.patient_id = of_patient;
  delete from address_history h where h.practice_id = in_practice and h.patient_id = of_patient and not h.outlives;
  insert into address_history (practice_id, hash, patient_id, outlives, generation, digest, history)
  select in_practice, decode(o.hash, 'base64'), of_patient, true, 1, decode(o.digest, 'base64'),
    decode(o.history, 'base64')
  from json_to_recordset(outliving) as o (hash text, digest text, history text)
  on conflict (practice_id, hash, patient_id, outlives)
  do update set digest = excluded.digest, history = excluded.history;
  delete from data_key k where k.practice_id = in_practice and k.patient_id = of_patient;
  return after;
end
$function$;

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x318de7d990b0cfb22aab09d9fd602b08a61c4d7768f02dd73147a29e174e959a', 'ana');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x318de7d990b0cfb22aab09d9fd602b08a61c4d7768f02dd73147a29e174e959a', 'ben');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x51a5fb3a6c29a659c375a7ffaaf34365bf5f16037db1e1c7583ba6dc2b291c50', 'ana');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x51a5fb3a6c29a659c375a7ffaaf34365bf5f16037db1e1c7583ba6dc2b291c50', 'ben');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ana', '1', 'frozen', E'\\x263f15b67503d713027e345a69806f078a248ea305672e1df1e07ce088cd0b45c63105fb5327bb6a6b6cb1a620df9b41eee8127a21af64b5503db00e');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ben', '1', 'frozen', E'\\x136d029cf3cd0aabf96dddb38571aede4612d1099f813e64780989ba1a6d144c3e94bc48b9c88a6f4b559c722150c6061ce8577c8193d70e3d51eac4');

insert into feed (practice_id, source, cursor, as_of) values ('mesa', 'chart', '7', '2026-03-02T09:00:00Z');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until) values ('harbor', 'ana', '2', E'\\x01244c35d31ed38df3910f83425e69ba49a6e66bbf5cf8f1cd680790f2a9164d0fbf610d7dd6c67ab6065caf342372396161c9124b208ac5e38cdf36222d3391b40266ccec1ef1a8e7fbfd267c2b0681b425f2c419349e2f2fc91d444508b03d061d01f943afa5219e489443a6cc63a10d926d5199bdb22e2eb504d252f45ce0c720c4daf89dd88d868e785a605a747675fa5b053e7cf1d007361e58c2d77eff803dcc61e284a5ba7ab69d36f30f1c4f69fafd673c1bb4849b5551462b23f6f4a6b1438d3d98dd152879da141033c123d81691e894487ed31f9b51f3c20110d4cb7ec330cdd173ce43f0ffb9b8486ff423d802cc8243f6615b6148f190536ecf14bad4d495a349781a4f00a29dceb75bcee6985cabc1f1b858063eb71aca05364b720ea7a82c44056567e622910860f68b435c89d0130cc36a031fcd070a54dae6929ed7fd79a6b0bacf1f36c6181eb5c546b4be76131ffa1413b5796d5e621d8b9c6038c27b79ff335cce4bbce643f08d9e7276e11e6d06af6cf3acd128777efcec3fd40c17d1c9982529349d2d474d002e45e6495d028aa97a1fd93f0f8df56506177641746711528df8c98f127a5e28cd2a960975a16a7e140d61843a6c5fb0e849e3b29f661111461b75b716a4808842b1c9c887da652012b00a1a1e80f13230170f57c76571128c902da66f2cec8dcf73295779c8a01b11a64b270b80bbfa904500fe8330cfdf2f081019eacc6eb5e5c86205ac9f327ffa3a5fa73178d86f27f769888d6092315053966baeefb064b1ebe7a9cde9de043715774ac8f17df61981b188813763ea406f966b6bc77e5246b198a5543cbd864098f0161d39420c3aafa44a211e2d2b0c721c823a1bbcc416901a12fbe8d129d4a46bc14d2994d8e6575c28e8c124199cab8216566a265360c66a36a260d3d9054d04714e1f3db12c31e19635267697a40d6194562adaf70d5ff9125144f4c92569d90e41c8f9baec06142802538d0f62d38512f2d108b3d4cecb6c8f78b4b4b7635cc7112dc144c0ad95ea12057fb8d932222d97e24fd0ee84a454bd6740e4738eb2ddd436d35aef3b88c38d', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL);

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until) values ('harbor', 'ben', '1', E'\\x010ceaba5fe28b50a63f621f242334de8db634a4dee6df37218cf66d7d401e1ba98e4f30f7f8fd65486e3c95c7aa997c7ad540e701083516cc954de754e7c881b47ed39472278383da20a187e91e3d3821a1f427375de718339af5eff7f94f123db16632a4c07b235ed7be485b85449ffd3792a1292824e183c88fd28b83423c4877e988aac2a63b3b6d0a3fb926c5871ff515d71cc51a9689f23a7e0c56fddfe04c92b37c2d800ef37b1e52102b353215dc2a976c22c77ac4aceed86fafd88b08ffff4029790c5295876930f211f9a1f17ba29ab08d0ea350a836acf3bbb5ae5a170d532ed8e1cf9e9dfd5183102ed839e32039cdccef87e566afeeeda55a76c6e2f56283be27639831ac594a332f0128faee840b73adfb42e08ab8a71bfd7562b72c709ab3cc2f1b480707d9078a2ebdebd4822185767301e13ede4949bce5cb178f4eae5d8d4aaadf2e3a3f72f306d6a3cefd6b25dd43959d948a79675d78270f644b2cf604a9dc4c7b30f3e69be8aa7172333f08faff515d5ea2c0997037c441acb680beee106796e507ffd1614ecf97893d1fbc62f78f627c90de40de912092f655b5496bfdfce0ad6bdb4d3d92787f803621e0852d21ccafb798f4d40c18b719ba5c337135cfe1bfec4cc3fc69ca61c73d842c18acaab062709ccf6d428520b38f763e6897c15536fc0765d13786f859bcdc084280f433a22076f7e26a3d71a20786ac0186f80d3565b40fca7fd4bbe9972323b62be708ba9e214d905a7b5376801db370e4718651cc5bfb028af42d3e4caab14bd642437cc4ab73b0b0e79bf118f6c93e06c2abb3e556efeb2623bf84b6ab049cc3b404525319119061b96f7cc952ba1a9a7ecf44b4e5d404c022434b2ba335cc38102fa39c1a3250e3c55accada0310c69889800dd916e86eafbda37b240078865179fc3648d77f0d0cbbe39d2c62453918ad2a3408adfa5c8136c790a01adabefea8eccc6c9c25ff1d668df7712f2a15eaa4b13d97f92f9c082e9c19ee5a9fde28e9b81917fa678d670b588d745c615e41547ffefc2a300721699c1f0f5bee771c2f1bfc66cbb8d528c7355dd3c5867', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL);

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '1', '1', '2026-11-25 00:12:25.793+00', E'\\x0114fb2fe34c4f143fc57084239d9bfc2d4620b8aa74c6d3630b02150bc63743563b048b5a1d29ba95826695fd777a98078fc3b74a57e754b21955d4471b315ce7456eb1d355fd23326507e77c5407cc821e5b2eb1408dcfb74ef85aa08c823ff66dcc3a2d470a9734d1b954a34d6176e8c069e2995611ea1afc621beda977e59e98b7f7abff7169cf2fc261e4c229f089dea9c2d671b1aac6276decb4135acbf2f3426fb60f0dfbb42281c0def66a9f55306133f7bd165e07fa71e98a6f8ca6d60e32efc0123406a9d678dc9b7a1399786f3f9ccd48057e1e15b495090382dff74e9fa5858769622f038f40404738dd144b8672aeffd37a99d405c21112a452bc378cd421caf795d03e731deaefa8abef4c95e3e7b9fa71f72ccf7db355ce30577e775cad7e1f863e0224f62f367c8e77f3a8484a26189f001959548ab65243da8b93314024a4fb9af8fb1b2e24d9cb84ca9afadd5f1a6ebfad2949745b81f7a21ee758a75888fc0871e2ecb4a4c2e2d60d103d0024c24485ce36c47b61e0903615');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '2', '1', '2026-11-25 00:12:25.81+00', E'\\x012d9e63eb9580f4b16125168b2c1fa0db3c91cc13d3d5db1cb53bc5ff875bf5d47347d29185715c9c8d79f3f1713dfc4ce82bae7922cc866d498f429c3fc94885d8574fe87090dedc534d5a957c26908884300dc6fc2a18812ad7c4a7b42335600a1ec899aad709550485adcce172a494cd8397729e499f3b35952bde0be976c4795b628ce655dff7f3b54d389ac28941fcc5ae32d8ce3fbce9596a669f919b327eaf773e1fd19d7de888b55122a8b83a59e1d76f3d676b15557fee1644e6f5b69d8093cbf347830e66cffa04a8800bd750e10f8ccba07043725c8054a240b01467f16cc61aa3dd31e56ca5ba3fa3bac1e524763df41445969e1c316a37cd5491b67feb9bc7da50be7d1897b0a01a8e56d7f1d96ae6b593754d814961006cea2cb0128fa511feb45a196a6120c940644cd554943fae3fa85ee3379f5287e1e124b9c957e3da6806e7dc4b91718ce2f32f38f6a184c8c5764485b04f278ca55cd241741edf0ca844b5be9c3e97fce13dc1c2a9931c43d515ea774b7d28379852d536');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ben', '1', '1', '2026-11-25 00:12:25.793+00', E'\\x012934f5fd50d8feadaa87f9cdfcb3ffcce1d6c1a403f57fe685b2bd2f3aab88c84918b2030d1da1b51a8116560325f2e89ce705c4f0cbb8caedaf0830f2aa0b5bd507d999526980a58336a9a7a892d5495a7f92855bb7ccf03440fcc97159df0febdaad7c93ff5688c87633c9e6a6b1ba16239d6b2ef6cbffc7c393dd016beca031670d8abfb03732bc26e09a575635e57c0329e16adf7d6731ffc3fca7d56113b03742a09624243ca52b712ce212b9fa30737812c7099b0a86341defce303ad33c9ae999b4a8fcae8986a1781063016019bf407477abecfe87f586da9d6f99ed621c840e4d8d82ef3886755fff0ecba84037ef4acd74e17e35557e46e06eb99e057c7d9b8430d5fe4f29fcc6c30acd49552f6f5f17e304354ae0945c14d929ebf3b2428f6ea60b0fe0602df3a7c33a73846fb97a4dca6bd88bf03962ea9dcc276cb34e9e616adbdbc75f9efe73969551910c5e246d2e3502f037adb6c2e0abc609119ec2252bad7ffee2a93f061d62347eba4b9ba4de222433b61c8ce0220490d4adf9');

insert into migration (name, ran_at) values ('0001-journeys', '2026-11-25 00:12:25.753+00');

alter table address enable row level security;
alter table address force row level security;

alter table address_history enable row level security;
alter table address_history force row level security;

alter table data_key enable row level security;
alter table data_key force row level security;

alter table directory enable row level security;
alter table directory force row level security;

alter table feed enable row level security;
alter table feed force row level security;

alter table journey enable row level security;
alter table journey force row level security;

alter table ledger enable row level security;
alter table ledger force row level security;

alter table login enable row level security;

create policy own_practice on address for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on address_history for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on data_key for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on directory for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on feed for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy claims_of_all on journey for all using (( SELECT is_claiming() AS is_claiming));

create policy own_practice on journey for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on ledger for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_login on login for select using ((role_name = ANY (ARRAY[CURRENT_USER, SESSION_USER])));
