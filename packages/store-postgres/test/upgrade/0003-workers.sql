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

create table audit (
  practice_id text collate "C" not null,
  patient_id text collate "C" not null,
  revision integer not null,
  recorded_at timestamp with time zone not null,
  generation integer not null,
  entries bytea not null,
  head bytea not null
);

create table audit_anchor (
  practice_id text collate "C" not null,
  number integer not null,
  made_at timestamp with time zone not null,
  kind text not null,
  leaves text not null,
  hash bytea not null
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

create table feed_turn (
  practice_id text collate "C" not null,
  source text collate "C" not null,
  until timestamp with time zone not null
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
  lane smallint generated always as (((hashtextextended(practice_id, (0)::bigint) & (15)::bigint))::smallint) stored,
  audit_head bytea,
  audited_from integer default 1 not null,
  audit_base bytea,
  anchored_revision integer default 0 not null
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

create table permit (
  key text collate "C" not null,
  remaining double precision not null,
  counted_at timestamp with time zone not null
);

alter table audit alter column entries set storage external;

alter table journey alter column document set storage external;

alter table ledger alter column facts set storage external;

alter table address add constraint address_pkey PRIMARY KEY (practice_id, hash, patient_id);

alter table address add constraint address_hash_check CHECK ((octet_length(hash) = 32));

alter table address_history add constraint address_history_pkey PRIMARY KEY (practice_id, hash, patient_id, outlives);

alter table address_history add constraint address_history_hash_check CHECK ((octet_length(hash) = 32));

alter table audit add constraint audit_pkey PRIMARY KEY (practice_id, patient_id, revision);

alter table audit add constraint audit_head_check CHECK ((octet_length(head) = 32));

alter table audit_anchor add constraint audit_anchor_pkey PRIMARY KEY (practice_id, number);

alter table audit_anchor add constraint audit_anchor_hash_check CHECK ((octet_length(hash) = 32));

alter table audit_anchor add constraint audit_anchor_kind_check CHECK ((kind = ANY (ARRAY['periodic'::text, 'pruned'::text])));

alter table audit_anchor add constraint audit_anchor_number_check CHECK ((number > 0));

alter table data_key add constraint data_key_pkey PRIMARY KEY (practice_id, patient_id, generation);

alter table data_key add constraint data_key_generation_check CHECK ((generation > 0));

alter table directory add constraint directory_pkey PRIMARY KEY (practice_id);

alter table feed add constraint feed_pkey PRIMARY KEY (practice_id, source);

alter table feed_turn add constraint feed_turn_pkey PRIMARY KEY (practice_id, source);

alter table journey add constraint journey_pkey PRIMARY KEY (practice_id, patient_id);

alter table journey add constraint journey_generation_check CHECK ((generation > 0));

alter table journey add constraint journey_revision_check CHECK ((revision > 0));

alter table ledger add constraint ledger_pkey PRIMARY KEY (practice_id, patient_id, revision);

alter table login add constraint login_pkey PRIMARY KEY (role_name);

alter table login add constraint login_check CHECK (((duty <> 'practice'::text) OR (practice_id IS NOT NULL)));

alter table login add constraint login_duty_check CHECK ((duty = ANY (ARRAY['worker'::text, 'practice'::text, 'auditor'::text])));

alter table migration add constraint migration_pkey PRIMARY KEY (name);

alter table permit add constraint permit_pkey PRIMARY KEY (key);

CREATE INDEX address_history_of_patient ON address_history USING btree (practice_id, patient_id);

CREATE INDEX address_of_patient ON address USING btree (practice_id, patient_id);

CREATE INDEX journey_alert ON journey USING btree (alert_at) WHERE (alert_at IS NOT NULL);

CREATE INDEX journey_due ON journey USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX journey_due_by_lane ON journey USING btree (lane, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX journey_worklist ON journey USING btree (practice_id, patient_id) WHERE waits_for_staff;

CREATE OR REPLACE FUNCTION anchor_hash(previous bytea, in_practice text, number integer, made_at timestamp with time zone, told text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN sha256((((((COALESCE(previous, '\x'::bytea) || int4send(octet_length(in_practice))) || convert_to(in_practice, 'UTF8'::name)) || int4send(number)) || int8send(((EXTRACT(epoch FROM made_at) * (1000000)::numeric))::bigint)) || convert_to(told, 'UTF8'::name)));

CREATE OR REPLACE FUNCTION audit_hash(previous bytea, in_practice text, of_patient text, at_revision integer, recorded_at timestamp with time zone, entries bytea)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN sha256((((((((COALESCE(previous, '\x'::bytea) || int4send(octet_length(in_practice))) || convert_to(in_practice, 'UTF8'::name)) || int4send(octet_length(of_patient))) || convert_to(of_patient, 'UTF8'::name)) || int4send(at_revision)) || int8send(((EXTRACT(epoch FROM recorded_at) * (1000000)::numeric))::bigint)) || entries));

CREATE OR REPLACE FUNCTION anchor_audit(in_practice text, of_kind text)
 RETURNS TABLE(number integer, kind text, made_us text, hash bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  instant timestamptz := clock_timestamp();
  last audit_anchor%rowtype;
  told text;
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  perform pg_advisory_xact_lock(hashtextextended('implant-journey anchors ' || in_practice, 0));
  select * into last from audit_anchor a where a.practice_id = in_practice order by a.number desc limit 1;
  with seen as (
    update journey j set anchored_revision = j.revision
    where j.practice_id = in_practice and j.revision > j.anchored_revision and j.revision >= j.audited_from - 1
    returning j.patient_id, j.audited_from, j.audit_base, j.revision, j.audit_head
  )
  select json_agg(json_build_array(s.patient_id, s.audited_from, encode(s.audit_base, 'hex'), s.revision,
    encode(s.audit_head, 'hex')) order by s.patient_id)::text
  into told from seen s;
  if told is not null or last.number is null then
    told := coalesce(told, '[]');
    insert into audit_anchor (practice_id, number, made_at, kind, leaves, hash)
    values (in_practice, coalesce(last.number, 0) + 1, instant, of_kind, told,
      anchor_hash(last.hash, in_practice, coalesce(last.number, 0) + 1, instant, of_kind || ' ' || told))
    returning * into last;
  end if;
  return query
  select last.number, last.kind, ((extract(epoch from last.made_at) * 1000000)::bigint)::text, last.hash;
end
$function$;

CREATE OR REPLACE FUNCTION apply_and_wake(in_practice text, patients text[], changes json, soonest timestamp with time zone)
 RETURNS TABLE(number integer, revision integer)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  return query select * from apply_changes(in_practice, patients, changes);
  if soonest <= clock_timestamp() + interval '5 seconds' then
    perform pg_notify(current_schema() || '_due', '');
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION apply_changes(in_practice text, patients text[], changes json)
 RETURNS TABLE(number integer, revision integer)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
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
      due_at timestamptz, alert_at timestamptz, waits boolean, facts text, addresses json, histories json,
      audit text)
  ),
  inserted as (
    insert into journey (
      practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, audit_head)
    select in_practice, c.patient_id, 1, decode(c.document, 'base64'), c.generation, c.due_at, c.alert_at, c.waits,
      audit_hash(null, in_practice, c.patient_id, 1, instant, decode(c.audit, 'base64'))
    from change c
    where c.expected = 0
    order by c.patient_id collate "C"
    on conflict do nothing
    returning journey.patient_id, journey.revision, journey.audit_head
  ),
  held_keys as materialized (
    select k.patient_id, k.generation from data_key k
    where k.practice_id = in_practice and k.patient_id = any (patients)
  ),
  updated as (
    update journey j
    set revision = j.revision + 1, document = decode(c.document, 'base64'), generation = c.generation,
      due_at = c.due_at, alert_at = c.alert_at, waits_for_staff = c.waits,
      audit_head = audit_hash(
        j.audit_head, in_practice, j.patient_id, j.revision + 1, instant, decode(c.audit, 'base64'))
    from change c
    where j.practice_id = in_practice and j.patient_id = any (patients)
      and j.patient_id = c.patient_id and j.revision = c.expected
      -- A worker that has not heard of a shredding must not seal under the key that is gone.
      and (c.wrapped is not null or (c.patient_id, c.generation) in (select k.patient_id, k.generation from held_keys k))
    returning j.patient_id, j.revision, j.audit_head
  ),
  applied as materialized (
    select c.*, a.revision, a.audit_head
    from (select * from inserted union all select * from updated) as a
    join change c on c.patient_id = a.patient_id
  ),
  -- A key that is there already must fail the call: what was just sealed could never be read.
  kept_keys as (
    insert into data_key (practice_id, patient_id, generation, key_id, wrapped)
    select in_practice, a.patient_id, a.generation, a.key_id, decode(a.wrapped, 'base64')
    from applied a where a.wrapped is not null
  ),
  kept_audit as (
    insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head)
    select in_practice, a.patient_id, a.revision, instant, a.generation, decode(a.audit, 'base64'), a.audit_head
    from applied a
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

CREATE OR REPLACE FUNCTION claim_feed(in_practice text, of_source text, moment timestamp with time zone, new_until timestamp with time zone)
 RETURNS TABLE(is_ours boolean)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  insert into feed_turn as t (practice_id, source, until) values (in_practice, of_source, new_until)
  on conflict (practice_id, source) do update set until = excluded.until where t.until <= moment;
  return query select found;
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

CREATE OR REPLACE FUNCTION next_due()
 RETURNS TABLE(due_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.claiming', 'on', true);
  return query
  select min(greatest(first.due_at, coalesce(first.leased_until, first.due_at)))
  from (
    select j.due_at, j.leased_until from journey j where j.due_at is not null order by j.due_at limit 1000
  ) as first;
  perform set_config('implant_journey.claiming', 'off', true);
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
  if exists (
    select from login
    where role_name in (current_user, session_user) and practice_id is distinct from named and practice_id is not null
  ) then
    return null;
  end if;
  return named;
end
$function$;

CREATE OR REPLACE FUNCTION prune(in_practice text, ledger_before timestamp with time zone, audit_before timestamp with time zone)
 RETURNS TABLE(ledger_rows integer, audit_rows integer)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  from_ledger integer;
  from_audit integer;
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  perform set_config('implant_journey.pruning', 'on', true);
  delete from ledger l
  using journey j
  where l.practice_id = in_practice and l.recorded_at < ledger_before
    and j.practice_id = in_practice and j.patient_id = l.patient_id
    and j.due_at is null and not j.waits_for_staff;
  get diagnostics from_ledger = row_count;

  with old as materialized (
    -- The last row before the first that must stay; rows of one chain are in order of time unless a clock was set back.
    select j.patient_id, least(j.anchored_revision, min(a.revision) filter (where a.recorded_at >= audit_before) - 1,
      max(a.revision)) as upto
    from journey j
    join audit a on a.practice_id = in_practice and a.patient_id = j.patient_id
    where j.practice_id = in_practice and j.due_at is null and not j.waits_for_staff
    group by j.patient_id, j.anchored_revision
  ),
  moved as (
    update journey j
    set audited_from = a.revision + 1, audit_base = a.head, anchored_revision = 0
    from old o
    join audit a on a.practice_id = in_practice and a.patient_id = o.patient_id and a.revision = o.upto
    where j.practice_id = in_practice and j.patient_id = o.patient_id and a.recorded_at < audit_before
    returning j.patient_id, a.revision as upto
  )
  delete from audit a using moved m
  where a.practice_id = in_practice and a.patient_id = m.patient_id and a.revision <= m.upto;
  get diagnostics from_audit = row_count;

  perform set_config('implant_journey.pruning', 'off', true);
  if from_audit > 0 then
    perform anchor_audit(in_practice, 'pruned');
  end if;
  return query select from_ledger, from_audit;
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

CREATE OR REPLACE FUNCTION read_anchors(in_practice text)
 RETURNS TABLE(number integer, kind text, made_us text, leaves text, hash bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select a.number, a.kind, ((extract(epoch from a.made_at) * 1000000)::bigint)::text, a.leaves, a.hash
  from audit_anchor a where a.practice_id = in_practice order by a.number;
end
$function$;

CREATE OR REPLACE FUNCTION read_audit(in_practice text, only_patient text, after_patient text, journeys integer)
 RETURNS TABLE(patient_id text, journey_revision integer, journey_generation integer, audited_from integer, audit_base bytea, audit_head bytea, revision integer, recorded_us text, generation integer, entries bytea, head bytea, key_id text, wrapped bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  with known as (
    select j.patient_id from journey j
    where j.practice_id = in_practice and j.patient_id > after_patient
      and (only_patient is null or j.patient_id = only_patient)
    order by j.patient_id limit journeys
  ),
  heard as (
    select distinct a.patient_id from audit a
    where a.practice_id = in_practice and a.patient_id > after_patient
      and (only_patient is null or a.patient_id = only_patient)
    order by a.patient_id limit journeys
  ),
  page as (
    select p.patient_id from (select * from known union select * from heard) as p
    order by p.patient_id limit journeys
  )
  select p.patient_id, j.revision, j.generation, j.audited_from, j.audit_base, j.audit_head, a.revision,
    ((extract(epoch from a.recorded_at) * 1000000)::bigint)::text, a.generation, a.entries, a.head, k.key_id, k.wrapped
  from page p
  left join journey j on j.practice_id = in_practice and j.patient_id = p.patient_id
  left join audit a on a.practice_id = in_practice and a.patient_id = p.patient_id
  left join data_key k on k.practice_id = in_practice
    and k.patient_id = case when a.generation = 0 then '' else a.patient_id end
    and k.generation = greatest(a.generation, 1)
  order by p.patient_id, a.revision;
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

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' and tg_table_name = 'audit'
    and coalesce(current_setting('implant_journey.pruning', true), '') = 'on'
    and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = 'audit'::regclass)
  then
    return old;
  end if;
  raise exception 'the audit is only added to' using errcode = 'insufficient_privilege';
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
begin
  perform renew_grants_of_journeys();
  for one in select * from login where duty in ('worker', 'practice') loop
    execute format('grant select, insert, update on feed_turn to %I', one.role_name);
    execute format(
      'grant execute on function apply_and_wake(text, text[], json, timestamptz), '
      'claim_feed(text, text, timestamptz, timestamptz) to %I', one.role_name);
    if one.duty = 'worker' then
      execute format('grant execute on function take_permits(json, timestamptz), next_due() to %I', one.role_name);
    end if;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION renew_grants_of_journeys()
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
      execute format('grant select, insert on ledger, audit, audit_anchor to %I', one.role_name);
      execute format('grant select, insert, delete on address, address_history to %I', one.role_name);
      execute format('grant delete on data_key to %I', one.role_name);
      execute format('grant update on address_history to %I', one.role_name);
      execute format(
        'grant execute on function load_journeys(text, text[]), keys_in_use(text, text[]), '
        'apply_changes(text, text[], json), patients_at(text, bytea), read_address_history(text, json), patients_waiting(text), patients_of(text), '
        'read_ledger(text, text), read_feed(text, text), save_feed(text, text, text, text), read_directory(text), '
        'save_directory(text, integer, bytea), keep_practice_key(text, text, bytea), '
        'keys_to_rewrap(text, text, integer), save_rewrapped(text, json), shred_patient(text, text, integer, json, text), anchor_audit(text, text), '
        'audit_hash(bytea, text, text, integer, timestamptz, bytea), '
        'anchor_hash(bytea, text, integer, timestamptz, text) '
        'to %I', one.role_name);
    end if;
    if one.duty = 'auditor' then
      -- Keys, so that the key service can open what is sealed; of journeys what the chain needs, and no document.
      execute format('grant select on audit, audit_anchor, data_key to %I', one.role_name);
      execute format(
        'grant select (practice_id, patient_id, revision, generation, audit_head, audited_from, audit_base, '
        'anchored_revision) on journey to %I', one.role_name);
    end if;
    execute format('grant execute on function read_audit(text, text, text, integer), read_anchors(text) to %I',
      one.role_name);
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

CREATE OR REPLACE FUNCTION shred_patient(in_practice text, of_patient text, expected integer, outliving json, audit_entry text)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  instant timestamptz := clock_timestamp();
  sealed bytea := decode(audit_entry, 'base64');
  after integer;
  new_head bytea;
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  update journey j
  set revision = j.revision + 1, document = null, due_at = null, alert_at = null, waits_for_staff = false,
    audit_head = audit_hash(j.audit_head, in_practice, of_patient, j.revision + 1, instant, sealed)
  where j.practice_id = in_practice and j.patient_id = of_patient and j.revision = expected
  returning j.revision, j.audit_head into after, new_head;
  if after is null then return null; end if;
  insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head)
  values (in_practice, of_patient, after, instant, 0, sealed, new_head);
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

CREATE OR REPLACE FUNCTION take_permits(requests json, moment timestamp with time zone)
 RETURNS TABLE(granted integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  asked record;
  room double precision;
  kept permit%rowtype;
  answers integer[] := array_fill(0, array[json_array_length(requests)]);
begin
  for asked in
    select a.place, r.key, r.wanted, r.per_second
    from json_array_elements(requests) with ordinality as a (request, place)
    cross join lateral json_to_record(a.request) as r (key text, wanted integer, per_second double precision)
    order by r.key collate "C", a.place
  loop
    room := greatest(1, asked.per_second);
    insert into permit (key, remaining, counted_at) values (asked.key, room, moment) on conflict do nothing;
    select * into kept from permit p where p.key = asked.key for update;
    kept.remaining := least(room, kept.remaining
      + greatest(0, extract(epoch from moment - kept.counted_at)::double precision) * asked.per_second);
    -- What a sum of fractions lacks to a whole is no more than rounding.
    answers[asked.place] := least(asked.wanted, floor(kept.remaining + 1e-9)::integer);
    update permit p
    set remaining = greatest(0, kept.remaining - answers[asked.place]), counted_at = greatest(kept.counted_at, moment)
    where p.key = asked.key;
  end loop;
  return query select unnest(answers);
end
$function$;

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x318de7d990b0cfb22aab09d9fd602b08a61c4d7768f02dd73147a29e174e959a', 'ana');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x318de7d990b0cfb22aab09d9fd602b08a61c4d7768f02dd73147a29e174e959a', 'ben');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x51a5fb3a6c29a659c375a7ffaaf34365bf5f16037db1e1c7583ba6dc2b291c50', 'ana');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x51a5fb3a6c29a659c375a7ffaaf34365bf5f16037db1e1c7583ba6dc2b291c50', 'ben');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ana', '1', '2026-11-25 01:18:10.083+00', '1', E'\\x0153d5cce59dfb4015d44754ce92cf816fc46a16ca9b05f17dd236999e7d9ce08236b7f0128615a8de23f8bb1765d9499fa9f5c48645c526520e51f41c6f058b2464b9de1c357c135bc934455b3023c7383c3ec183c601a8b4b975a2ba6c2295824d6d9206c69ce8e027460977f994f6b5a37ef920d28e3c5bcac2862fd54c416d15ab01ff2cbb24df78d826bb20b03f572038a498ae650549d001045173c6fb84361e530d227ed072c4d386fa07dc867e7c65c311d2b6114ca42aba0b975e9818cd', E'\\x8ec7046a9e7f94ae237321ba6538223321c9ec9d68ed928b6bb46aa43fa603cb');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ana', '2', '2026-11-25 01:18:10.091+00', '1', E'\\x01fcdbe2e03910162a34b8668d12fec9c5bd94c3729734e8a06cff5e00b838b9e839ea2fab26049106977c78e48a1b39cf64739e9ca7ea0a5f13c540bf9b57363dff662c9acc4c96d2842304057fe41ce641758517f51881bf14949e8f4a18239e3d08d98357007e6f3b3a8b9cce1d6c3f8725436ce81c5a0959127f20e84629e2615a31d3895235c2ee84474876933e51893af48fb0b690279548a70e4b9f68d49d448e02bdae376784f510850a9e6c6a5f3f6610e33aaa336fd826a8b5d7b7d9c4', E'\\xca9fd6f1fa01d01e33e5cb98446b7399963c3a12c4914428189d21f65ec42757');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ben', '1', '2026-11-25 01:18:10.083+00', '1', E'\\x01202255b55494f573d6a17b92d41bde2f5b9ac3a1b50868bec469e7beca21443afe24c2cfa0c8abd97832e429ea2ad75bb14cfcf0ce94a22dc26a980cd41bf0aa053257a60ca873ccc7d66dd9f836adab6f2a9e1caf1fc40ac31393e1ec79331f3a3429d5b91c966d93c347c6bf98bab5de08d9bed55edfd851a718ed72892da096d9124562797022bffa3203b6b827ee910944a50023491a6fc0382c9b955847afd138af89152946c89418b174e2f33c8bc86550377759e217d5b06f2f747db443', E'\\x47e0574fc7ad6fe60e98cb258b890624234422493e781f2f303978d4e398a696');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ana', '1', 'frozen', E'\\xff207dbdc9b84f186e7604dcca64c4dd0237af434ac3d9a9a40b8931a506ca0459651b5476d84549c3c23ded3f3107cab8df790dd830ce33e1801b73');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ben', '1', 'frozen', E'\\x8f643ab56a7f6a15fe7c2d4f719760bc6509e37e32afe9b3f603bf663b897f8688260271daa53266d219dd7e519511eb1a2455039d2d483c7afa2efc');

insert into feed (practice_id, source, cursor, as_of) values ('mesa', 'chart', '7', '2026-03-02T09:00:00Z');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until, audit_head, audited_from, audit_base, anchored_revision) values ('harbor', 'ana', '2', E'\\x0179f9ee31990c9041575801c3b6d7dbb7dbe942bee96560225ed8a9dd6a7c8f4bab3701015136cfcd5e47ddf668f2fab1084f72c4ce7750dcf87d4083ea7d434f6c8948bbfce1e4d55c3dde10458b981a8dfa61a3d51ce2c332e2b0f813df15277cea38c129a0306e8061fe5c0ee0a0962e7a194efa887168d9ba567cc16b09de44a0ff3a280aebc60c99f0b841fc5024021b55b07f72f5438110f6c21484ded1261567e135ec7f389ee4b062644a5db7a1b5f7dc8d2a91e5c5b07ca74595947612f08eb9831bb1b2d3cb7efca6b3b131b1f0611e0d1a42a27084bf3d14567431ce7e3ebfd1d77ecd80e8aaa00522f48208cc243ca9e214bdd59d2369fcdfff5938f45597e5b3a97fbe14ca1926b1b6fd12fc93f728fa0b3e096c5ef99a6e7930fd406ad8ac35a6f72db70ea52057ee1f357f732c79ed32ffb24835970fe8561f82d61677a9566627db97b4e9e8833008e34a1ad9185424f71b04810095574299e88cddacbd7145d1966d079fc69fa9f94b993436be0339c5780ccd6d01d6d045f355647302bee2ec116039fd9eb584fb10f49a6c02246127146606c1ea610690379eebf1a5ac1efbd4fb8d2d776a7c414d184fea8e28067cc03af217305d9579eb5b77c4b51c3e50c7469e1e2693cdb6f488b758406c83504c719b11c20e21aaf04cb3ebebc08b7554c98a0d77f286fc6c4ce1029a432132ef3f6f6fe7fd71e074c2ceb622803ba8e21f45fecb1e02acd8f65d31aadd0b2f5b3c76bbe8593a6323d74611f778f7fb288ab061a2f2d8d68ee27914d4372bda16235ec38e542193f62aa5e0580aed3e64fbcf850a13ccef422ccbaaf413badce11fe3fa381682927c4ab92ef6ce440e944aec6a4e27e0d2540bfb24bea1b216ff146032bfaba99c16a20a5b6014b0b27d3e0dc7a244ce57bff956c14b43f2e413708844f5c0b8e227500d7256a3628ff7d0f4d29192d9d0a3198a6e2ad5da27dd9eaf9bd8febc252167c06f5eb22af50ba5996bfa394d94686d370bf55071134d691c3b66f6d0882de3f5f1c474a7e5141c2584a5b6d37b32c17118220e85ba3425963a8b97d27e770ed29b30', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL, E'\\xca9fd6f1fa01d01e33e5cb98446b7399963c3a12c4914428189d21f65ec42757', '1', NULL, '0');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until, audit_head, audited_from, audit_base, anchored_revision) values ('harbor', 'ben', '1', E'\\x01ee6e99577a6abb9c0d85181dc35ff811ae74e4c48ac7cfed3d2e7155b6da7bae10ffb970ecc770f0c93ed48bda35dfe04d5ba6dfbdbf17e36e2259e2d03479ce57b93e1e5550b2d55aec9f2fd27fba8fe998e4ff6b5c889cd97f68da9895b5e6861ca4ab59585bb2b925798bd04157787ce308bafc0b5ff7356148de3be9b68cbdcd74b7ec625ce654f70e8b87e1486e6bf8190ecbd87e8017456ef2dfaf8f235676e2bd25904463713cb3032a83f3c6b130b88af51f9aaa03384e8c02d271568225186414b4fe6ffdab17218ec2579643628b91c1b70c831a484f89180f77dc765823fa600b152ca2a73cf94e2219625c31f2842d3f66ebfdde1c66439474c6938d9d101fbf9f2b800df1cba9e56cde32b3ca1c4bc2e14eed9f7059299f0be312b17e3c0d218767b16483024efc2b6507a8cf00fb61d364b471a9b927995511094246feb56f940473925c0f0bb44be4f529b6a7dc12ca38c907e6ef9149b6060aee1cf5f1df8fa12ad3aae0677621a2db61625a95418f0b826086373133237731412d99df3c11429dac17d4eeeacd5274353850c7e049d824c1b1774487f6a3c8b7bd595692ac6306370ad26d2d8251da205d45f565f44ec3d7dbb1d69f295c6d7ef11410e1a836cfe2a62afc3c9924025192d2e64b919205498e57c18db5c8b643ba716cfe35f36fc85df2b51dcde2f8ce8a1933e44e5a64eb900b0db0638a82ad337216f3223acc597cdc50fa90989adda04b8da453c303b160f7a7967739f58953f6c81379ed6f736b022efd8941cd39fcf58c52c6b122aacb50b8268a8037fa5c859f93774b83ee274555b9d518c20a41d8dbcdd46c415dc4caec3907140535694aca60b4cd73fcbe956c077d9a31c7bd86e1368cf807afa6bed312d23640b4a6b97d72d89b2d8801779ddc64ac662acae2e1181d4d93a39be48ac86de5f29ecfac2b6d296363caec4335f577637d810301f8f52dd4e67c135a804deaf64435a56ebd4e83fdfa51f10eac225c2250be0149dfd7e69964e8c4e4b41a92ac32109d22f6e61e65f501d1df75396c8a1bb33fdaf3018f4319f68c7538171bfdb7fab61c5a22', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL, E'\\x47e0574fc7ad6fe60e98cb258b890624234422493e781f2f303978d4e398a696', '1', NULL, '0');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '1', '1', '2026-11-25 01:18:10.083+00', E'\\x0138f7dac4cfe96eb6074a9b532511a69771fd7b5c46e34a2753af25f27775a00a0cbb6612e5f08dc57d2848159fbfa82ac9392a175c3d00153bd63916abede06bb2df41a08c86e4375f2f87512ab4f0acd30ee709cb0ca84f6ae0112b4cdc5005119afff09744142bdf11c613123d18fb28981263626904a4de86cc70c7bc5fd67fba8fa8fc7d271ab249a3faf371b3da2e483471811cba052fcbf142c5183e867c0d7fda74ce102e0937ce07319367ab7c9cc680df26c9c6582708ebe18be8b1d808227c763fcbf1e5ea0fb2fb6264eb14694372aec5c77432347935140265b28e162735c18605de95cd5dbe76db513847e8dd8a9d0832b46eb04617361cfeefa09e600eb409a62750aea7346d7f385b11bbf20f700f914f6eab49ad1e041a653d3f92ae40f4760cf504eaf5cb6e94efcb3abec3f1c483a15ff53a88d92e565ce4ebf51db8e9b060947565a6a58a75bb7ac777c5fa933803abdf47ac2f8a0d5f5e63b4e80869c402ada45321e15e57cf8aa254530810ff5d30240f215bba0a1bdc');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '2', '1', '2026-11-25 01:18:10.091+00', E'\\x01c6d48689f99db6fd7e0c303943db4d6ca79ea9a866375b227a10f84ba3be99abe4e53141d1ba05bfe99253c5a1ea79f7124d5d81df02dc79c3854743b9b57603e5baef8927f880dfdce2938c3576b5a612a98f1fff0219b7b05e8d603ae32a947f3b5bf8f5d488e1e2bbed76466bc6e07eb268f0813586db027fd9a163e71c3c4a0c632885cda4024297ec457009aaa39ade9625f3b886d7438fe7a1999040bb20e5e45f755530aea5ae5cf721d3fa972c4d6ed51525534eb44b159bcad8e8698d0db49292b5934706ec7615ebc0daff422fcb5c486da3ecc02bbe9873e561237e97275abcdb2d865c0335fac571ab0eef2568ee1d410f09542e4520cdd5283bf01bc44933cc9597ea23ec770dda6d96e8126a6eee672817e64e3ca97c38e8d1d654d6b1a6853ee0c0dc0854c428f7930dccfa3ea1c5b7fcaa6048dcfc814000f5f61239eb7d30a294a0e0dc11fa8936ab7cf5ca2800076f554b3912f9c5926ef887b5de2deca46e9c6a7f43da555610a57554bc87930d90a8c7f855cae2b95a82');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ben', '1', '1', '2026-11-25 01:18:10.083+00', E'\\x01e3980e7032ad9ed1d08d8975f32425082294d496f446cd98bf3778866b393627b1f18571cade301495f6cabeedb23e2ec80f1d15c1341a468bd18abf7f205b961bce26b2a9cfab78f7df91cda0997b24092e789d405d03c091463a8fdd770193c19e2bf1a0ce5368beadad30e334f6649ccb3f65b1acd77c3d0539b511ab2c8cf7401077f57bdff4f7762db6237df0881eec91dfd1543f4501a41279f9cb019f21053bba741478c3c6b32095d07ca983e58bb2be69560ab04b62551a3459e4b29769012ef5c96503f6cebec5654642fd980a11a421defe34e33ee36b64b621280544679950f8e3028bb0710b89473d60167d7e406fcd762d4bcd2372139b18584770d2b35df3dce2d2a36ed69b633e9599b4b3dfaf7226cab937e41ff3ed8cd2247420fa1d2695ead96ccde480931a01d0986ac064d481bf374235ed4682918b604d12722c1904f2fe0c7f1ee3c50e9954dc5695467a6be4c5d98d9a83901f72d787bade918fdd6e63fb50ad674805c7b4b5473fb8638901d2071ed082847e6ef886ab');

insert into migration (name, ran_at) values ('0001-journeys', '2026-11-25 01:18:10.021+00');

insert into migration (name, ran_at) values ('0002-audit', '2026-11-25 01:18:10.057+00');

insert into migration (name, ran_at) values ('0003-workers', '2026-11-25 01:18:10.07+00');

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON audit_anchor FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_anchor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

alter table address enable row level security;
alter table address force row level security;

alter table address_history enable row level security;
alter table address_history force row level security;

alter table audit enable row level security;
alter table audit force row level security;

alter table audit_anchor enable row level security;
alter table audit_anchor force row level security;

alter table data_key enable row level security;
alter table data_key force row level security;

alter table directory enable row level security;
alter table directory force row level security;

alter table feed enable row level security;
alter table feed force row level security;

alter table feed_turn enable row level security;
alter table feed_turn force row level security;

alter table journey enable row level security;
alter table journey force row level security;

alter table ledger enable row level security;
alter table ledger force row level security;

alter table login enable row level security;

create policy own_practice on address for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on address_history for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on audit for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on audit_anchor for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on data_key for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on directory for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on feed for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on feed_turn for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy claims_of_all on journey for all using (( SELECT is_claiming() AS is_claiming));

create policy own_practice on journey for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on ledger for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_login on login for select using ((role_name = ANY (ARRAY[CURRENT_USER, SESSION_USER])));
