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
  place bigint generated always as (hashtextextended(practice_id, (0)::bigint)) stored
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
  role regrole not null,
  duty text not null,
  practice_id text collate "C"
);

create table migration (
  name text not null,
  ran_at timestamp with time zone default now() not null
);

create sequence alerts_round minvalue -9223372036854775808;

create sequence due_round minvalue -9223372036854775808;

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

alter table journey add constraint journey_patient_id_check CHECK ((patient_id <> ''::text));

alter table journey add constraint journey_revision_check CHECK ((revision > 0));

alter table ledger add constraint ledger_pkey PRIMARY KEY (practice_id, patient_id, revision);

alter table login add constraint login_pkey PRIMARY KEY (role);

alter table login add constraint login_check CHECK (
CASE duty
    WHEN 'worker'::text THEN (practice_id IS NULL)
    WHEN 'practice'::text THEN (practice_id IS NOT NULL)
    ELSE true
END);

alter table login add constraint login_duty_check CHECK ((duty = ANY (ARRAY['worker'::text, 'practice'::text, 'auditor'::text])));

alter table migration add constraint migration_pkey PRIMARY KEY (name);

CREATE INDEX address_history_of_patient ON address_history USING btree (practice_id, patient_id);

CREATE INDEX address_of_patient ON address USING btree (practice_id, patient_id);

CREATE INDEX journey_alert ON journey USING btree (alert_at) WHERE (alert_at IS NOT NULL);

CREATE INDEX journey_alert_by_place ON journey USING btree (place, alert_at) WHERE (alert_at IS NOT NULL);

CREATE INDEX journey_due ON journey USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX journey_due_by_place ON journey USING btree (place, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX journey_worklist ON journey USING btree (practice_id, patient_id) WHERE waits_for_staff;

CREATE OR REPLACE FUNCTION is_bound_by_membership(named text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
  select exists (
    select from unnest(array[
      to_regrole(quote_ident(session_user)), to_regrole(quote_ident(current_setting('role')))]::oid[]) as one (role)
    join login l on l.practice_id is not null and l.practice_id is distinct from named
      and pg_has_role(one.role, l.role::oid, 'usage')
    where not exists (select from login own where own.role = one.role and own.duty <> 'auditor')
      and not pg_has_role(one.role, (select relowner from pg_class where oid = 'journey'::regclass), 'usage')
  )
$function$;

CREATE OR REPLACE FUNCTION alerts_in_turn(instant timestamp with time zone, until timestamp with time zone, room integer)
 RETURNS TABLE(practice_id text, patient_id text, lease_id uuid, due double precision)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  half integer := (room + 1) / 2;
  start bigint;
  finish bigint;
  places bigint[];
begin
  if not exists (
    select from journey j
    where j.alert_at <= instant and (j.leased_until is null or j.leased_until <= instant)
    order by j.alert_at offset room
  ) then
    return;
  end if;
  select r.last_value into start from alerts_round r;
  with recursive walk (place, is_due, looked, found, has_wrapped) as (
    select start, false, 0, 0, false
    union all
    select next.place, next.alert_at <= instant, w.looked + 1, w.found + (next.alert_at <= instant)::integer,
      next.has_wrapped
    from walk w
    cross join lateral (
      (
        select j.place, j.alert_at, w.has_wrapped from journey j
        where j.place > w.place and j.alert_at is not null order by j.place, j.alert_at limit 1
      )
      union all
      (
        select j.place, j.alert_at, true from journey j
        where not w.has_wrapped and j.alert_at is not null order by j.place, j.alert_at limit 1
      )
      limit 1
    ) as next
    where w.found < least(64, half) and w.looked < 256 and not (next.has_wrapped and next.place > start)
  )
  select array_agg(w.place order by w.looked) filter (where w.is_due), (array_agg(w.place order by w.looked desc))[1]
  into places, finish
  from walk w;
  perform setval('alerts_round', finish);
  return query
  with share as materialized (
    select c.practice_id, c.patient_id
    from unnest(places) with ordinality as turn (place, number)
    cross join lateral (
      select j.practice_id, j.patient_id from journey j
      where (j.place, j.alert_at) >= (turn.place, timestamptz '-infinity')
        and (j.place, j.alert_at) <= (turn.place, instant) and j.alert_at is not null
        and (j.leased_until is null or j.leased_until <= instant)
      order by j.place, j.alert_at
      limit half / cardinality(places) + (turn.number <= half % cardinality(places))::integer
      for update skip locked
    ) as c
  )
  update journey j set lease_id = gen_random_uuid(), leased_until = until
  from share c where j.practice_id = c.practice_id and j.patient_id = c.patient_id
  returning j.practice_id, j.patient_id, j.lease_id, extract(epoch from j.due_at)::double precision;
end
$function$;

CREATE OR REPLACE FUNCTION apply_changes(in_practice text, patients text[], changes json)
 RETURNS TABLE(number integer, revision integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  instant timestamptz := clock_timestamp();
begin
  perform write_for(in_practice);
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
  held_keys as materialized (
    select k.patient_id, k.generation from data_key k
    where k.practice_id = in_practice and k.patient_id = any (patients)
  ),
  updated as (
    update journey j
    set revision = j.revision + 1, document = decode(c.document, 'base64'), generation = c.generation,
      due_at = c.due_at, alert_at = c.alert_at, waits_for_staff = c.waits
    from change c
    where j.practice_id = in_practice and j.patient_id = any (patients)
      and j.patient_id = c.patient_id and j.revision = c.expected
      -- A worker that has not heard of a shredding must not seal under the key that is gone.
      and (c.wrapped is not null or (c.patient_id, c.generation) in (select k.patient_id, k.generation from held_keys k))
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
    where d.practice_id = in_practice and d.patient_id = any (array(select a.patient_id from applied a))
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
    where d.practice_id = in_practice and d.patient_id = any (array(select a.patient_id from applied a))
      and not d.outlives
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
 SET enable_sort TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  instant timestamptz := coalesce(moment, clock_timestamp());
  until timestamptz := instant + lease;
  given integer := 0;
  taken integer;
begin
  perform work_for_all();
  perform set_config('implant_journey.claiming', 'on', true);
  return query select * from alerts_in_turn(instant, until, most);
  get diagnostics taken = row_count;
  given := given + taken;
  return query
  with chosen as materialized (
    select j.practice_id, j.patient_id from journey j
    where j.alert_at <= instant and (j.leased_until is null or j.leased_until <= instant)
    order by j.alert_at limit most - given
    for update skip locked
  )
  update journey j set lease_id = gen_random_uuid(), leased_until = until
  from chosen c where j.practice_id = c.practice_id and j.patient_id = c.patient_id
  returning j.practice_id, j.patient_id, j.lease_id, extract(epoch from j.due_at)::double precision;
  get diagnostics taken = row_count;
  given := given + taken;
  return query select * from due_in_turn(instant, until, most - given);
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

CREATE OR REPLACE FUNCTION due_in_turn(instant timestamp with time zone, until timestamp with time zone, room integer)
 RETURNS TABLE(practice_id text, patient_id text, lease_id uuid, due double precision)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  half integer := (room + 1) / 2;
  start bigint;
  finish bigint;
  places bigint[];
begin
  if not exists (
    select from journey j
    where j.due_at <= instant and (j.leased_until is null or j.leased_until <= instant)
    order by j.due_at offset room
  ) then
    return;
  end if;
  select r.last_value into start from due_round r;
  with recursive walk (place, is_due, looked, found, has_wrapped) as (
    select start, false, 0, 0, false
    union all
    select next.place, next.due_at <= instant, w.looked + 1, w.found + (next.due_at <= instant)::integer,
      next.has_wrapped
    from walk w
    cross join lateral (
      (
        select j.place, j.due_at, w.has_wrapped from journey j
        where j.place > w.place and j.due_at is not null order by j.place, j.due_at limit 1
      )
      union all
      (
        select j.place, j.due_at, true from journey j
        where not w.has_wrapped and j.due_at is not null order by j.place, j.due_at limit 1
      )
      limit 1
    ) as next
    where w.found < least(64, half) and w.looked < 256 and not (next.has_wrapped and next.place > start)
  )
  select array_agg(w.place order by w.looked) filter (where w.is_due), (array_agg(w.place order by w.looked desc))[1]
  into places, finish
  from walk w;
  perform setval('due_round', finish);
  return query
  with share as materialized (
    select c.practice_id, c.patient_id
    from unnest(places) with ordinality as turn (place, number)
    cross join lateral (
      select j.practice_id, j.patient_id from journey j
      -- Compared as rows: the only way to this order is the index by place, whatever the planner believes.
      where (j.place, j.due_at) >= (turn.place, timestamptz '-infinity')
        and (j.place, j.due_at) <= (turn.place, instant) and j.due_at is not null
        and (j.leased_until is null or j.leased_until <= instant)
      order by j.place, j.due_at
      -- Equal parts; what is left over goes to the first.
      limit half / cardinality(places) + (turn.number <= half % cardinality(places))::integer
      for update skip locked
    ) as c
  )
  update journey j set lease_id = gen_random_uuid(), leased_until = until
  from share c where j.practice_id = c.practice_id and j.patient_id = c.patient_id
  returning j.practice_id, j.patient_id, j.lease_id, extract(epoch from j.due_at)::double precision;
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
  perform work_for_all();
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
  if for_duty is null or for_duty not in ('worker', 'practice', 'auditor') then
    raise exception 'there is no duty "%"; there are worker, practice and auditor', for_duty
      using errcode = 'invalid_parameter_value';
  end if;
  if for_duty = 'practice' and of_practice is null then
    raise exception 'a login of the duty practice is bound to one: name it as the third argument'
      using errcode = 'invalid_parameter_value';
  end if;
  if for_duty = 'worker' and of_practice is not null then
    raise exception 'a worker claims across practices and is bound to none: grant the duty practice for one'
      using errcode = 'invalid_parameter_value';
  end if;
  if to_regrole(quote_ident(to_role)) is null then
    raise exception 'there is no role "%"', to_role using errcode = 'undefined_object';
  end if;
  insert into login (role, duty, practice_id) values (to_regrole(quote_ident(to_role)), for_duty, of_practice)
  on conflict (role) do update set duty = excluded.duty, practice_id = excluded.practice_id;
  perform renew_grants();
end
$function$;

CREATE OR REPLACE FUNCTION is_claiming()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  return coalesce(current_setting('implant_journey.claiming', true), '') = 'on'
    and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = 'journey'::regclass);
end
$function$;

CREATE OR REPLACE FUNCTION keep_practice_key(in_practice text, new_key_id text, new_wrapped bytea)
 RETURNS TABLE(key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform write_for(in_practice);
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
 SET enable_seqscan TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select wanted.id, coalesce(j.generation, k.generation), k.key_id, k.wrapped
  from unnest(patients) as wanted (id)
  left join lateral (
    select a.generation from journey a where a.practice_id = in_practice and a.patient_id = wanted.id limit 1
  ) as j on true
  left join lateral (
    select d.generation, d.key_id, d.wrapped from data_key d
    where d.practice_id = in_practice and d.patient_id = wanted.id and d.generation = coalesce(j.generation, 1)
    limit 1
  ) as k on true
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
 SET enable_seqscan TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select j.patient_id, j.revision, j.document, j.generation, k.key_id, k.wrapped
  from journey j
  -- One look-up by the whole key each: the limit keeps the planner from joining whole practices.
  left join lateral (
    select d.key_id, d.wrapped from data_key d
    where d.practice_id = in_practice and d.patient_id = j.patient_id and d.generation = j.generation
    limit 1
  ) as k on true
  where j.practice_id = in_practice and j.patient_id = any (patients);
end
$function$;

CREATE OR REPLACE FUNCTION may_use(named text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  connected oid := to_regrole(quote_ident(session_user));
  acting oid := case current_setting('role') when 'none' then connected
    else to_regrole(quote_ident(current_setting('role'))) end;
  duties integer;
  is_elsewhere boolean;
  is_here boolean;
  working oid[];
begin
  select count(*), bool_or(l.practice_id is not null and l.practice_id is distinct from named),
    bool_or(l.role = acting and l.duty = 'practice'), array_agg(l.role::oid) filter (where l.duty <> 'auditor')
  into duties, is_elsewhere, is_here, working
  from login l
  where l.role in (acting, connected, to_regrole(quote_ident(current_user)));
  if duties = 0 then
    return coalesce(
      pg_has_role(acting, (select relowner from pg_class where oid = 'journey'::regclass), 'usage'), false);
  end if;
  return not is_elsewhere
    and (is_here or coalesce(working @> array[acting, connected], false) or not is_bound_by_membership(named));
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

CREATE OR REPLACE FUNCTION practice_in_use()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  named text := nullif(current_setting('implant_journey.practice_id', true), '');
begin
  return case when named is not null and may_use(named) then named end;
end
$function$;

CREATE OR REPLACE FUNCTION read_address_history(in_practice text, hashes json)
 RETURNS TABLE(patient_id text, outlives boolean, generation integer, history bytea, key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select h.patient_id, h.outlives, h.generation, h.history, k.key_id, k.wrapped
  from address_history h
  left join lateral (
    select d.key_id, d.wrapped from data_key d
    where d.practice_id = in_practice and d.generation = h.generation
      and d.patient_id = case when h.outlives then '' else h.patient_id end
    limit 1
  ) as k on true
  where h.practice_id = in_practice
    and h.hash = any (array(select decode(w.hash, 'base64') from json_array_elements_text(hashes) as w (hash)));
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
  perform work_for_all();
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
  -- A role that was dropped has no duty left. %s and not %I: a regrole comes in quotes where it needs them.
  delete from login l where not exists (select from pg_roles r where r.oid = l.role);
  for one in select * from login loop
    execute format('revoke all on all tables in schema %s from %s', here, one.role);
    execute format('revoke all on all functions in schema %s from %s', here, one.role);
    execute format('grant usage on schema %s to %s', here, one.role);
    execute format('grant select on login to %s', one.role);
    execute format('grant execute on function practice_in_use(), may_use(text), is_bound_by_membership(text), is_claiming() to %s', one.role);
    if one.duty in ('worker', 'practice') then
      execute format(
        'grant select on journey, data_key, ledger, address, address_history, feed, directory to %s', one.role);
      execute format(
        'grant execute on function load_journeys(text, text[]), keys_in_use(text, text[]), '
        'apply_changes(text, text[], json), patients_at(text, bytea), read_address_history(text, json), patients_waiting(text), patients_of(text), '
        'read_ledger(text, text), read_feed(text, text), save_feed(text, text, text, text), read_directory(text), '
        'save_directory(text, integer, bytea), keep_practice_key(text, text, bytea), '
        'keys_to_rewrap(text, text, integer), save_rewrapped(text, json), shred_patient(text, text, integer, json) '
        'to %s', one.role);
    end if;
    if one.duty = 'worker' then
      execute format(
        'grant execute on function claim_due(timestamptz, integer, interval), '
        'extend_claims(json, timestamptz, interval), release_claims(json) to %s', one.role);
    end if;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION revoke_access(from_role name)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  here text := (select relnamespace::regnamespace::text from pg_class where oid = 'journey'::regclass);
  leaver regrole := to_regrole(quote_ident(from_role));
  still text;
begin
  if leaver is null or not exists (select from login where role = leaver) then
    raise exception 'the role "%" was granted no access', from_role using errcode = 'undefined_object';
  end if;
  -- Its own row may be all that binds it: without the row it could become one of these.
  select string_agg(l.role::text, ', ') into still
  from login l join pg_roles r on r.oid = leaver
  where l.role <> leaver and not r.rolsuper and pg_has_role(r.oid, l.role::oid, 'member');
  if still is not null then
    raise exception 'the role "%" is a member of %: revoke that first', from_role, still
      using errcode = 'dependent_objects_still_exist';
  end if;
  delete from login where role = leaver;
  execute format('revoke all on all tables in schema %s from %s', here, leaver);
  execute format('revoke all on all functions in schema %s from %s', here, leaver);
  execute format('revoke all on schema %s from %s', here, leaver);
end
$function$;

CREATE OR REPLACE FUNCTION save_directory(in_practice text, in_generation integer, sealed bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform write_for(in_practice);
  insert into directory (practice_id, generation, directory) values (in_practice, in_generation, sealed)
  on conflict (practice_id) do update set generation = excluded.generation, directory = excluded.directory;
end
$function$;

CREATE OR REPLACE FUNCTION save_feed(in_practice text, of_source text, new_cursor text, new_as_of text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform write_for(in_practice);
  insert into feed (practice_id, source, cursor, as_of) values (in_practice, of_source, new_cursor, new_as_of)
  on conflict (practice_id, source) do update set cursor = excluded.cursor, as_of = excluded.as_of;
end
$function$;

CREATE OR REPLACE FUNCTION save_rewrapped(in_practice text, rewrapped json)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  changed integer;
begin
  perform write_for(in_practice);
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
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  after integer;
begin
  perform write_for(in_practice);
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

CREATE OR REPLACE FUNCTION work_for_all()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  if not may_use(null) then
    raise exception 'this login is bound to one practice, or was granted no duty itself'
      using errcode = 'insufficient_privilege';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION write_for(in_practice text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  perform set_config('implant_journey.claiming', 'off', true);
  if practice_in_use() is distinct from in_practice then
    raise exception 'this login is bound to another practice, or was granted no duty itself'
      using errcode = 'insufficient_privilege';
  end if;
end
$function$;

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x318de7d990b0cfb22aab09d9fd602b08a61c4d7768f02dd73147a29e174e959a', 'ana');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x318de7d990b0cfb22aab09d9fd602b08a61c4d7768f02dd73147a29e174e959a', 'ben');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x51a5fb3a6c29a659c375a7ffaaf34365bf5f16037db1e1c7583ba6dc2b291c50', 'ana');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x51a5fb3a6c29a659c375a7ffaaf34365bf5f16037db1e1c7583ba6dc2b291c50', 'ben');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ana', '1', 'frozen', E'\\x18dbd30b26e23aad5430bdae8fef50df1c49573acf9d7d6ab8ca4bba66864b5c7b99c02b9dd07d499082086fd5e07776ab7c52c9252a279c6a7f3518');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ben', '1', 'frozen', E'\\xb921a6e25a1b2989c86c73bd4669cd84a7cedb6547b7e2b0f244058716ba6dfd0c7a726a18fc4cc28fa0a8999073450ee255159c928538229cd67bf7');

insert into feed (practice_id, source, cursor, as_of) values ('mesa', 'chart', '7', '2026-03-02T09:00:00Z');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until) values ('harbor', 'ana', '2', E'\\x01144e3e8a6c12fe7635823022c5f13b40de370391fa439a63e1ac7ff68a9971e04878f9d87155f5940858619409d944b95fbfc33a935c425e3de4ca1e9c3c9cf75d3667c3b2f18670205edbf4ab9a6c8b52031128a6e362405cbe4acaa84016d3b5698f72c34ac49ef96091939a9a66e8e9eaf7b74487489f7d1610ab1f6a10fb086b525768676c7af889dbcab896c65fb9ae4debbb815d1956b8b9c8473d2d13362b9db4fc159a399ab8b2b1baa7b5a7da893dd2c43db8cd41c51a4e65274da7d76cc52df2835d9e768935cc32244be34c29f752c20dadea9e751e75447ae660510698afe5e1b9c29fc4d1af6c33d6f2862c06295b1c35236dbac3ee93168651b171b59e29b7d2e9e7ac386b2234081987e53680e59a8701193c551340028b94a5833eac2f48d8d9da4b915a41867ce2d46aee89a3de97a553ee437de21d96e6d8c6b8132db012666eda9d203531a4ee277f56ce1e5f2748d4be25b33406e5f4a06ef6a55bb25d246202baf52a9fd049114baff4b0429e20e765d54153e93681a7e34b4d9c9933ef9a304075c05c3847ecda669f29e1c91340bcfd1ff07c5efc27e5779167becfc8e4efe90695d3d42876d03aa9e3affaad279cce2ce8c1a43c741510be08509e32d047ce99733cae15817c9d7d88a85c76cacc809f57b1ad0be1bcad816e86e621b92af7d420848d3eab8c66bde0002130b9a665343381284a9e02bbff724f3bf7e8319a700a6d5a612185e5512dc7138760ee92aeab2de3ac653fcfa086eda1759edffbeb636aba60bb45c9442115cf476261bbb7b250f9266d6cebae3fe850a98de2e58fa1769e91eedd037de213b8e1f2b13b0eda58b134fa99fd227b942b311d443805ff5133632feaf7b2174af51b76bcc5885af765f99431315bcc206769094f0d26efe3e7fb67c40196318d410b6a970cf104e867a284fec74c9acfca907986c1a71b35b6bd81d013420f67c33190c7dd6040faed0f2596244ba1d05a9f4e865fd9dc3992e73c1eb6f5c62b18e755eafe2db772d2cdc83b470325571e6b605d6930a9a4476fa2a694cd481b33fb1f1cb193ab0c86b3eb687945c0', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL);

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until) values ('harbor', 'ben', '1', E'\\x010113cb6084597c207d9f9162f3578a2b10b6112855e6b9add0e63643cbe3d6a580a9f7a64af05ed26e44eb68c5746b6aa3a422c13e458e65674d388eb6060db4a0156a0d966b43b2b9b68e74e3bb73c24a5de6b4b10cbf36bb8615519e4c5dbf2cd5786f6790469c83de05938775de5ee9d4c7afe5d42fa35754b43f860db69567c1b648df99056ea04f15dd79eb0c00a8319404a7e0c8fc75eb74c8b6f65320462c816e528ce92eaf46ec708ca8242747282ef53948c99982f28a7e76b0b766f978ccb5851e7c69880e23a4a782421e44082a5f91a13b4b6bcc1a11cad0fc32195735517f9a2494debda903c7d05b95ee5dc9c576f85652f131564fb86c21cc9e4b63d2d24c59f8660fb6c1a660644ff1d8a0521557289c06423d78d6a63a45d8371e515c2ce7075e3c5c889fea8bf39ce1b62a63e3f295a2b613b7fb93f6b96ddd11d86a18091aee9593fbba77dbb3f7f5f112e981f319d95187aacc3a8153260ccfd1e4f462e034508b631262a7adbf9ac149169988e311ee88ec4e1a4c3e533f701ba7744cc8a779481715d34f442b577e350a3688971771c7050a885cc8870726c0f5a12263b501b0813bac1ece3469b4a9d7bce5531c6a5fec328dab5a35027b26be278747171c169f48152d280114de1a5f23dfa2414e52498e26085c2755d855427b615aa1112eef273218a1a05e9ca81c94afca7b94a4ba50582c7a1508ec7b1d497bd93e71054b9e3af01fba7897eb063327f41291c2b27c75421ad662d808e99005c84400de93961c432d65953ae5f990234ce46182d1ba850d91a5dce70c760fa99f049cd7b8bdb874437d66115605bbf53288280ead4850c1df8301270f36a02b754784b8d162c58b52d813862db742ea65494d69653945be4e0024f1e83a5190aff3625c95df3dbec3376bd098a513a47b580ab261061275a891e677d06dbd9e3d1d9ec94a3d1577a9a77a6ed9a38c99b6c72e32885987fa189a9c679ac172a6466b06261dac714719f96475ac8f86694376bba1e6ed206c279bec385d4d40650d112247ee3bb3b6b9c08f55edbbc8945915122126bfbccb1a71a08ba50879', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL);

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '1', '1', '2026-11-25 00:46:53.448+00', E'\\x01019863be305628a1b553fbcce4fb01d7ef2df54bb360b4b196ef74cf8213e35771bc050245b84be005680d5ac3810f2aadbe830d51fb684693e4afefc04c8fed4600271e9411f5934214b1c555e6a993d4071dd6f34fbec27e87e352cd76030bede8441f8af21540079e5d53a35996e9825275e21e78b33e935cb23a985d24b3783fd643fb318132e3f230438ebef700b81c5c48d5e58fd2ca583ee612a54375b11273bbc0b703dd9b4b888ab548938dadec75a129fe331ed3068c610fc4e9fe45e940c54733a32dbefed0b68b834f643b6faf8a139d73e87a3755de8eb52af53b33442f9ddc48655f42472c51f6d77527fed141dbc7e3be0c37a09433c074a3f31af0eb2fb271c322382930a4aae459e5dafce68d2988a162b3ad6b8bc25e32795001f8c092ba37540a46264200505a5ae3ed12a870eddeeecaf466ba75bfdc71b82589752eeeae91a23dd90dc19f66e2202e18f7490d704ba5746c26e22663cace455aa1d091b71733c9edcf98b44dca01f105fd3f8919cbd12428aeabca181d');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '2', '1', '2026-11-25 00:46:53.476+00', E'\\x0102cf2f0c01c75eeefb2d8834c19776d8e54a7d674004a6fe7b7ec42740ff0a095e95e8f441a058d163ad04b1a2e79087cbaad6e0f316cc52614ba91463b2793c35bfd4c2ac1e88ab1408fad518364ba87d15604362ac9228e1254c4ca877cc684629ad1d176cef2cd9a662e2113f0fbdb3ab7e96b74d29d6638de03f13857ab011632c22e385350ef464ac30e5813b7df0f697f0824f819735adad5411955f7d8a72fb57fe1a5c6843a998f2e36cfc46adf04db7a2f2d78a8036a20b4836efeabd8fada2862cb8665f013545851fe57d7fe9b21798243a4849f99c8cdd20701d52312bd056c5f9b5684f0e51f9b45dfdce67d116d097ebd4fd6e6e2c610ccd17729f06c1fe4ba13de3d27731e77e11456bb9a27c26ace0f56e72b78f56f8657b96eefcf4c1c565cadf50b11c53ef4f1e9e0aca7a3e32b18b4e624f171c8c779259dd747f26b15a240029ab0672edcf6f9b517d1437c38b4b361c09351fbe7afc81dfaa3a4e78656e186f22396756b4bd083a35c7a4ff38e2f955c66232948bad7c');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ben', '1', '1', '2026-11-25 00:46:53.448+00', E'\\x0162ca0df809b5fdcdb5516a15aaa21c9f322aaadbdb80e8fb3d2391576fe6e10d95f43ffbf04b8bae3e19066a7cb469df58f95188f4eda595e99fbb5235a93ba8253cbdbb210f1ae64451faef6477bc497bacf7e1183b8663ee0ca93139d257c5067d0fecbcfc4686de939b4cbd4a50811da38d43d82858fe7aad8303b6e130a028c6b2004ea97f8fe2f8570e2fd639b9e29ead4d3bb5f7d52b7cb229a0a35e6be9456c92ac14f68d3c7dff6cdf3df534661efd415d1dc402b99e7fe58098f6a43e38cc3f1a36640508ffbe045c8c330b86d4ab54929200128c5ae9c5b5d1283ef5486a623188d7a7854595e52eac9ea4d6ee8f321de1a577adad879d6507d88123396415258ef0b0f85d428917554d6c43485e7bf4f200767b4e9563e2dd45d5b4d29188f8ea7970ca013dda08c64053e56b7f83c3ae21d7968837b470410392737b955e7b2c3aa4de63a723c3cc1c0ee0dad94d1e75fa69ecbb1dfbc696624096e4dcdf5886152f06d5702f6d224b3ebc78e3c4356e56265a13bcfa4da6d2f1e22ce3');

insert into migration (name, ran_at) values ('0001-journeys', '2026-11-25 00:46:53.399+00');

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

create policy own_login on login for select using (((role)::oid = ANY (ARRAY[(to_regrole(quote_ident((CURRENT_USER)::text)))::oid, (to_regrole(quote_ident((SESSION_USER)::text)))::oid, (to_regrole(quote_ident(current_setting('role'::text))))::oid])));
