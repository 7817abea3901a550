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
      where j.lane = lanes.lane::smallint and j.due_at <= instant
        and (j.leased_until is null or j.leased_until <= instant)
      order by j.due_at limit (most - given) / 16
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

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ana', '1', 'frozen', E'\\x2dfe73a7bfa6a158b198617df19679b6933a4d8f944595d415ea5e0c6a43add1f9e41310b2a8f589407458942deebea1bc9006cda2b62c0e0600e54b');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ben', '1', 'frozen', E'\\xc89e5509d716d5ec92cfff09aba6fc1404507fcd99a8ca1d67ee3f101620763c8e79a8246d572519d8640d0f80b54fe84244baf6d6235e8709e6beb5');

insert into feed (practice_id, source, cursor, as_of) values ('mesa', 'chart', '7', '2026-03-02T09:00:00Z');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until) values ('harbor', 'ana', '2', E'\\x013791fb9b9ac7afdad1e5ee3b35516acc5c16e68794e2452acba7a69a6b838d1e10a8e2b749c6b4f6cb12efbac59710432700458e5d42427359a084a34529a2b7e335dbbd30b20e3a0959af9ccdd0f42b01761130c1cbe4018683f630c37653459746a17d570a5e081b65caf49c8b45811516e8a6d8d70ae61552d32ce8886ee3fde6e707584b9b9284e81cd6973b8bbe367f09ace68bee5e5f8482fb4ba46baf6ebd0a1846886fd6e3861ba410456704cea870b7ea0b03137e71dfe63f0dd7a43c50d8234f15bc13d4b6e3de713fc66bf9ad6afe06c97ccea5286c562e7610ae788688046ce5bf423854f5e169fbefb3d66459e1b782db62bb5f0d9d609c13d8b8187536c0d468b09a583440e6a391606fada9b1db857c3a7505c0d9ae9c242c298b888b5d691fcf8fbd3f7a242eff3682bf9ef927a5b096eb3add061d448b3b33a68770bcea17a55471dd9b5b9481c57a8545f0c17c7f75b2f4faa19959785bca1abcbdbc0293182e9cf80328cdb084489c3b07d3afcc5c4f7a3c8c8629a7a74a2d6f03113895fd2e704c1c94e9771e82bd2d75d53c2d136624311fd0789ea2a0134987835f02d7ba98f16d4dc86ded62ddf0ce1ad4b416a955f2cbe453a7297755ceeebc24a0a18018d4c9dc64f2907e7c45bebd7f060f33d208861e6e8792907c1ee9d845a0edc50e3a3a6fc631e16c5dcfe0326679e205c4a287ce1cf6246c00101570ca6f9ec1e800c32891a1134dac20d39395140c42896eb40529aa55ffdbefa792121ba12b39c1593c2445498228947c1fefb594894294d2c0985aedff81d87d5c614d01100cfcc5c55ea0a8f6e000fb29a840fff2e6143420146130959005160f41c0910bb9efef0212e211b8d76917834d33b07ef4dd7a04d06c5d1d11db7d89c93fffc10594610f6ba6d0fa32f9efcd9267f21ac771eab167009949a681d964326bc48be1f847dc435523b7e4a816b3626021c52a065599dc6c3e7e11989954380c6da3259fa311002e2f04228c5d73860f6557d811e2766a79825f84aa597031144db24935ff1ab15d9d7b838c7465dafe0be27bb5c51c49c7cc56c2426076', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL);

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until) values ('harbor', 'ben', '1', E'\\x01af2f10d2735dcd745f97ed09c73316b90643980276b47361a1d823a5bb7fd7cb24fc0fcf1978045652edc52b9a762b759a909416d9eafe04a3f6d1e494dc855b63eb12b85efaa727e3aaf9c1ffdaae84ee7159760a8ea4d6d357a8bbae4add7183cd5710e7273f5ee98fd12d7d8763340f5c37aa468289315a39dde01b536e3ce9ee39e84e561a20e950a953af9b84a667f1822f77905b44314cb2bb0ff28f5c001892ea16c4da8a0dfab4a9a5c8fb063b1846d5a08d03b31d3d080a5c6355a900a05e2690691e846833e535e0676a038e3502772c6ed6a1657450217ffe2f29b152004b959ca32cbf2266e758eb19787f3e1cc6fcfbb7c96fede86891044bc8f862516acd1bb84712c00e081fefbcfa7be82e1d8225990eef66f990527230fbaa3839745716507f847cb583b3d497b0c73ef40f1a798025b47bb172f98cbe0dae39df82e025918b2873270fd60957b5f0d877004d6e15c460a293a0a2d7fd72acdeb3e82b9b64ba661bca40ba241dd0c081e3f5a943b123ef4c1e8eb3f1645477f5d08b2fbf02c2d2bb26f5daf79499e9e1df3c9fe71e5d69b2ce52acfd7acb486a96f6ae5cac7e84a83b21e7483d422b504edd7680ee7b182b31459e86fe4ee51753749700ca907c1ba964d06c619cb95f2ac7f6daf833e78a82836ee1e5186845442cdc98628a5283bbed839dc5990ae849834fe51c7eada723ab838055152887c1f66ececa6ca53fa90a5026a2772dfcf521c30a19bf5e984a99034619661743ae2d20ad10f53b259dac63d61840fdd95009161a3a10635ce64309a004ea91a31935e247158ed61f880af94c4efc9b31ecc051cec72f6235680a477650a5246023c9d7d5e46e6e4f25c9f617ef9586f4c5fb51a4ed7232112498b3f9241a5b19075ed7565cfe343959002daac951c42e3df1d3f2a88e87dad5e6733d559135bbace14b3847d05bb40cf482644aa3fef42a9dd3530c3a4ce2e11d0c1235be61ab3a6e15ff17f12ae64268be55c33bd06f68e516c654029e0a59e1cbfe0a5fe186073807deeeb3ab15f47f25df18009bb17983d15b7c50678110f6a93e4ddac543c3a773c9', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL);

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '1', '1', '2026-11-25 00:03:17.828+00', E'\\x01f50417c514a8fbf1fc42408e2432e59f2d7b0b2cb4df0e1de536c5ec31e744bc1d0d44bdf77f416005f5fc3069cd2e71b7f7cf047cb12f0013b642d9968f7f5994fb60c99708672e65e2f6db18011fd35fcfb3905eacc6df50c600d5f7da0da8911434c72c4476350a82e1447b50b2b281a4187830d8f3776881b81fd87392628f67af62cea9283f0dd6bd8a2383b57a2e8b0706e3ef2cf854d67bb0d5051d2558f94e62f5e800ca91bc1ce4f3ded7a2d9d843e505fe921f37e76d4aaf2cafee9dd8e2ebbbcf4e3812790963f314b68f062e76418040a3d0e7b5dc5f22678cc02209e765064cf395564d7994cb018b08efe9a9c9755c95980ec5436806478200a508798c83ce81d6e296ff2b89757b4db34df242382282b14814ca7e2ee10ea89ab5898c75427ff2817eba3be10563ac948f1034b23604765b3ad3f1cd336f0d130f8c63edc72b1a32a0642373f04636f3fe4e5019a8dbb0b82d4b0d495b44ad52762017c2aba6bc6844455aba8ba89fda2b089bbec9e593d193080b4708fee6e9');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '2', '1', '2026-11-25 00:03:17.84+00', E'\\x015192fe6d007aba32fe06c9c7b9d4c93f753ed2b642387d8e277830c43cd961e468888f6730a664ae100a53a8c3180cc3e448e09caa461c7c5a7565ee8ba19e104e8a295747623ebe15bac05989898962e0ae53f8ffa873f899f60fea54f9bc25c54b064794113663223aa7c6ab1fec186bb7853650b2d786680dd199a33d87b40f653783676ddafd6ae526852dc906c51bade772607a2ba32311120e4dfb14b8c4c924fcf53ccf59707dbb2864cc2c12b749cb8e752742c15a790c776395fd12f60835225b51b5761a77647e372149759fdfdbc5c8c27f414c3e7abfa123a4bfb4a0ac430304bb47299c0a122015f7507375c071ac42d07b136e168090764e10a3b9341a346b69be9d434b64abba57fe9b2fa31bb5093143b7d28a7139d236251d79f54b3eda0cddd70f485c164011be08121e4a1b8dc9d00765e9d8322a3688ea6d94aa53722ee74c7f36bbb708da961a1497e3533cdcfa1cec6475a2f6f5be87f65111d32b27318b11fcaa0b046487162d2af35347f693a6ac9d47e3801c3887');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ben', '1', '1', '2026-11-25 00:03:17.828+00', E'\\x01377ec3d159e9cbeecededd82f65496ec262089013f70c23f35f8e1e2122702b3792e7c4f854eee3843e93afaf5ced24fcd7a1155c17fa72d64f515f73814bb0307ef773d1365985487c64ed77ee9cadbcd59fba3a682b3b1a0408f2d702764964aafab9a943295dcc5af86376f15421c6120027bd60978f2079be964b5ef65e8bf5887b202ff68b338ce3dd8518ad7bc596bcd9c00796608b502c7fc18f36a092bcbc7f322ee25e812fc38c05ee1b7e9f3e78f2a984200b9d8604c14a57a9dff47358691387a31755650340a27d79e3c952f910d2f303f2ce86dade464155e651188dce9e60a906ab279b98a60394a999e19e2f3c3dc2fc01aad579553bc451b5d9ca111300ebe51550089fa809aea4431f18662ddd2955c44d1a8739d59435a82ddd02e11439116781fe334ba1224647bae01adf824451a11785b6f7d5401d93ebfc258ec417a61163b4923cad4e3e980fa749e0c2f610f4b7eb74a83cd78822a5caafc487a30885f21a70ce51769da1756c9c4cd54b0b14b0c30fc32840f4e8a7b08');

insert into migration (name, ran_at) values ('0001-journeys', '2026-11-25 00:03:17.797+00');

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
