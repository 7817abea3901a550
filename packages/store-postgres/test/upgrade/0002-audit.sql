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

CREATE OR REPLACE FUNCTION anchor_hash(previous bytea, in_practice text, number integer, made_at timestamp with time zone, told text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
  select sha256(
    coalesce(previous, '\x') || int4send(octet_length(in_practice)) || convert_to(in_practice, 'UTF8')
    || int4send(number) || int8send((extract(epoch from made_at) * 1000000)::bigint) || convert_to(told, 'UTF8'))
$function$;

CREATE OR REPLACE FUNCTION audit_hash(previous bytea, in_practice text, of_patient text, at_revision integer, recorded_at timestamp with time zone, entries bytea)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
  select sha256(
    coalesce(previous, '\x') || int4send(octet_length(in_practice)) || convert_to(in_practice, 'UTF8')
    || int4send(octet_length(of_patient)) || convert_to(of_patient, 'UTF8')
    || int4send(at_revision) || int8send((extract(epoch from recorded_at) * 1000000)::bigint) || entries)
$function$;

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
  updated as (
    update journey j
    set revision = j.revision + 1, document = decode(c.document, 'base64'), generation = c.generation,
      due_at = c.due_at, alert_at = c.alert_at, waits_for_staff = c.waits,
      audit_head = audit_hash(
        j.audit_head, in_practice, j.patient_id, j.revision + 1, instant, decode(c.audit, 'base64'))
    from change c
    where j.practice_id = in_practice and j.patient_id = c.patient_id and j.revision = c.expected
      -- A worker that has not heard of a shredding must not seal under the key that is gone.
      and (c.wrapped is not null or exists (
        select from data_key k
        where k.practice_id = in_practice and k.patient_id = c.patient_id and k.generation = c.generation))
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

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x318de7d990b0cfb22aab09d9fd602b08a61c4d7768f02dd73147a29e174e959a', 'ana');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x318de7d990b0cfb22aab09d9fd602b08a61c4d7768f02dd73147a29e174e959a', 'ben');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x51a5fb3a6c29a659c375a7ffaaf34365bf5f16037db1e1c7583ba6dc2b291c50', 'ana');

insert into address (practice_id, hash, patient_id) values ('harbor', E'\\x51a5fb3a6c29a659c375a7ffaaf34365bf5f16037db1e1c7583ba6dc2b291c50', 'ben');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ana', '1', '2026-11-25 00:12:26.037+00', '1', E'\\x01faa0ddac1e0434ee4e98c43e0abf30faea7593fbd137429350f530cb6321fa158f36d90e0442721247d57a0e7285d86d5285f1b0fb317c88d9d101bfd03e1d0a83b85550e05326bb20c934326df8914699e6561c8aefb347aa10f6ca00ae6403f12337b60ad3ac3eaa22722599908cd2c1bcee6c3e85b5021ec140543cdf886b83e49b018f5076211fcb87b0681546ffb3ba853ae25ac3472d943095f0710f66351e679d0a7e0a147321c6be87d41fe924a7b1aa39de34bd58a2ca3fffdec79eb6', E'\\x414805c4844ae61a4ca387570c024b7d5e1ccb38bdc813927c3f71c085fe8519');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ana', '2', '2026-11-25 00:12:26.045+00', '1', E'\\x01ce4ce007e4d41c93add52f2ba4c6a882df95ae4e7518b921419ea35fc16aa21a97a6ec5126c1816032d7e3cb936ed816209cee01dc24fff60c430eb5c71a119c3810576113f71c920991085f78e5554b850dcca0b35a0cedb41f5ccd62a2b86b3cddade7c6ced598191c68cb2f7cfbece9e6d2299ab94ded36d5ae73f871cbce60b00caaf0a07a4d411b47131baca7af354a4ec25d8078d77e13936725563c20fbff253aeaa165a38847c3ed23be3c87a94797a5bfd136681d20d76d0115cbb404', E'\\xee86edcc184a10da0bbe16bac6c1b28c86183577680236ab09e820dfd974eb6b');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ben', '1', '2026-11-25 00:12:26.037+00', '1', E'\\x01883e890cf2ad751a57c9118c72efdf52684bb40678b5c89e53f6afb54b2945f277468b7cb1ed93a8faad53b3c3558928f7390f0eac1ea2cbf70452ff6b05bb3aba6dccac49c659a3cac8286e8a165ebcd11676a13916279b68b0547cc038ffadeaea20240bd7a38148fd9e31f52199cbdffcb78b889f8d59a570f1ddd3977af181d8715b00ea0f0258c418865bf07f3e0322cef8f716d92e777c645b58a6ab792dc4d52af555f757286391c664ab765aedcb0fc31b32db20b9f36c793c6e498aeb', E'\\x32675ce94dd2a8ac603a019e927082b2bd7a402d62c54471631eda500590f01f');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ana', '1', 'frozen', E'\\x5dfa37688393647deafaa963492def9cf14177c67b31c387aba97df2b2469306df37f16726baa1fec6b03b731158ededad6d4ca58ca339f4d7192dac');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ben', '1', 'frozen', E'\\x4256bcbbd77cbd11139f5d144693dc97c70fc26381c427f6458cb840f46b3c69b55d75bd562b82e53c1749c5ff8be4cdf432bf8216773224096e3e93');

insert into feed (practice_id, source, cursor, as_of) values ('mesa', 'chart', '7', '2026-03-02T09:00:00Z');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until, audit_head, audited_from, audit_base, anchored_revision) values ('harbor', 'ana', '2', E'\\x01dc891ac88575d37531d83f4e3c446ed7146a4101f49ca1ba0dc05713f12d071874097fff84b2a2d9608fcdb19b0d8d77c0f852680a70988873e86976be9c02bb766b107c67872b1e5ea48c08306485cd12f2b87af9f1879ba5ae61bbbce678a93ac74b953b41150c379d5bcde3ef7cb00687c9118600ed3166b1a07f901e0b057c1c6b52584f87b96a5cf347b7c96ca95ef71137a5c75b20071d6ead448f588b8ebfe64df9b45e386b5d80dce01ac5cee2a1fd4ef4ffa80d8e29b049c55a08bec9e5842914c3ac9d072190d0ba7a27fb69fa7753c29d2d737e08cb52270607b3117bf89761abb2f39203cf2bdb52b17d560282a708c0fdd704561ce6117eace445d5eb0356354804edc6c88cc159174a2f62e61ff8bc8be15091cb1d5c980868a31fc0073617062059ea79c694d4e6e8c492255627dfef3ac42e540e594cc858568aab9fa810fc7916a23a37248f8d8469e261d9ac9a4a740519cae19ec9bf1132421555a93b31c46917b8f31fea36f98c8a7fbbef3d3f33870f28401220f5434bcac9de24987d859475e4fe37828e70fc4a7645a5c121488413bf2ac115287106c24cbb8fa9853ea632b3f467f94b96703f600d2c962a5d12cb108245bf853b07bf94b04731924a1f28edc74afa7c9e27999c7d2597d9fac3a724ee078a6a651327790c04d8d134765fa7e311b1b2a27b4d3aac6d9fb0ffec7129cc11eead6071309ce3f27bcaa98832e6204c5d0b8781d86265e3cb47d5994af5c050baa1ae5450d1a9a775acb8a0251dfbb55a1be36c27de7ea2acfa41b7961094cb1a4df8f13aaaa90b1d5440e915390c57dc89969c2396bb290392ffa4d52b20083219c25ca1beb8195ec2b6a4625077b05bb6d8f81d64654b1363ec6b63462c90455d86e93eb4e62cee6e9bb53fac8be77e27414c675ce60b2487e2cb79722265aa4f639b7c4fe5aaf935bcffdbc850cbd1894678452ee123aa2be86ea23fc09dc843b6c8a6635c72546e6e2848d94d7ce87767a92ba66c3955e4a4b9c2665b3a500cc001f1f0a3c33bbf90f2d013cfe4dd21da4952a2f8f31e8d4012eb71ee3754c83e056aa875b2', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL, E'\\xee86edcc184a10da0bbe16bac6c1b28c86183577680236ab09e820dfd974eb6b', '1', NULL, '0');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until, audit_head, audited_from, audit_base, anchored_revision) values ('harbor', 'ben', '1', E'\\x0104018f4b15628060c53b10ac32fa9c78895b86e7e684ba2192b30bb99b4b643f17aad3529b234f9ca3c72b9728366ae91bcf3d4b7780783319743b791e77834c052c8fdf8a76247b0c5bdaab959d74b1c114ef7db6fa303dfd0f911377605b7d1ed4fdc837c59c8628c416aafde90a8d093dd3d54472c834f4a61e747370503b63b6554b9405046273fc3ba195bd78c1c4d07369d752043212f5ea647fabf439d9efbdf3be6cd2a3a6f2c772a68c74817ec08718d9a16c2ccfbb98145977b5200eb860a83c32dad990d4f35a46aaf232ab1f1b632b1cb89feafac16318938f4411781ac7cefd1ca27270911247635252494bb21cfb1025a7c63ed73ae17df5bd2e68aed39560bb21bcbe23357b3e0d498795032c180fce5d891e90b324115d2b97f778ccf216439ee283ebb199e26fecd14077ee254eac02c423d384404b4d13b2af23be5e50173e93b352da9a98e004f827543955cb34a1ed1d89941f05eaf7aa1538ba855df488f4ae739e31e14b307002255a7c985d2b2e99fa6ea74b34361740e6fa0394792628cae20d19bb333334c3dd7da31f959dd73fb86ed3769e7d468f9a162f9f95d0b42264b5fb92046b4e011a226bd26c1a9ef01a88689c6a6b434044d5eb65c49f288c015c44e7519d593ba1d5452610b1326a282965cca9ef508829d3353394ed01308f258808206604bbf215f959e3ccb0fb440231f3c9de26a30b61363d0d78236368904a76a7528aaa9133d044d92f17d5f7d4d9ece312766b7471874c23b4dbfff6cc9b489b011bb81a9b9788e7bb4f38604eebbfa93f9a87da258ce10188f4fa6a446312933397e1b1b4dcd996ef54e125f75490018b8711e0ee985eb7bcd9ca7d2c9642aba1dc5572cda555a3a66fff88f832ecd7a295c1d1aff3319df71ff3e91de0f36e49c6ddd74a356d9cb2422c8e4ce0d24128a023e36d4ef9a0b63cd8e8fdce7db9acbb4317a44d23544b88b818639267f64308bd484a68baca4e01279ae261f17cb780649b4a3b3415c41ea1d26c67a760721058ee1b01ba14d5cf6223a972a49c5243a72358b8fde3c8686a3e0e7d656677782b4ed66671', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL, E'\\x32675ce94dd2a8ac603a019e927082b2bd7a402d62c54471631eda500590f01f', '1', NULL, '0');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '1', '1', '2026-11-25 00:12:26.037+00', E'\\x01ae3f0fb097a261f45ec146ae4eea4a5ec75494bc17f05fe56e09d99aafe0d7df553f6f42d9c5db11193990a80a4c3020a24cf364a762a1d68b663db84865301c91174ff1c67f29aea2e39c23bc24fd07a538a499bf65d02ed096347935d968830d456f9a2cff3edca2c50ee3cfe068e5089a2e0f86bd089b85d1d315b03bc428472f79522fedae9d5ca7bbb4d4056e5650135aaafc3e3a4fd197626729b9d46e2769fc9e213e28391b2f2d96ada266046a012974d01604e9f8f5651d9717d79045e012b8adc3b93801b1caf08ebe50fa195a26fb20f1bf17155908e2fbff8654bd411a742a77bfe8eef0bf421867db3c92982c117399b9707a028463cb94e953aab863b3b9f7ba45d5a8a0f328e1bd79f5f6d46fcbf7524579899555180df3dea7ae255920d9c6c510937222619e38b0b523dd9cedab13c07a3713f88cefd0848cb07457217bc99d068ae078b9af33b90963fba2e9d6fc4ff3c93324b3fac02fcaaeff97939ce89262132daefc52bf0ed37448d126c064a75a1ce39d1f8f3f7b5a');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '2', '1', '2026-11-25 00:12:26.045+00', E'\\x0134963b9bec4b1326c0c2af1224bd1e253e409efafc508be4ee334ac647d31fc948499e1708c04b7bb9ae56ef83fc896cf9890f0f8860294e821b771ddadfb26116d814374f61d5519cfe91f92acad2d26ca6596d1ee571c99ee9d67623881146d56e2ee8a016e3c858433e24068bd07a7e2dfc92ef257de037920a2cf90899dae8f8479dd8a73ef47bf86d4ec3c29c824aad032b748fba8ea6a82ff9b554474b8d041318c72bd2bf11880904c00a374951a9b3375db8f9be3e0a3877e201e3368c8c0f5241c6336b252763b74e1014d64b0b1b6fbecb51b57d7a5b2524ce9355fa57cf1161f22b9006bb67a88acb46a1c1c930fb8f078882700c2856cd7f2fb59c333c9bd266b3e08bc077cd6b731f3a87dde83126115336eaf5652f5b0cc3ab6e14283fc47f06f3d190072161c5fbfcc983139237185da07e0c4f4860c88011635a034cc2cbc88c482908f7cda364173039ddca5265b08bcea13b2d1fd99687c2326f118eb7e311200bc35a90c82439231d1d163ebe852bd6311391de5b97b88d');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ben', '1', '1', '2026-11-25 00:12:26.037+00', E'\\x016131a9a9f2f6f96ac6198594ab192d8c601e1617b63000ed5ac375829e3b418e7e96ee81501a6d3f540e43fafb2e7a0ba4d95f302009fdaaee1419d30ff02688f24bb600e084557ad058619c54d68e53bf8162dbc1f806548e347bcbe22784c3f4127a4b467ecea3ca3289c12b4329a2d4f18054d1b46a455471f4f20f54d1d5fad099afb32740e53ff8d61c8e0cef62d25a952020f141fbc4e1e49f480bb6313f06ec5a70f634bd28fc1aa0872b62294a005cf9fa44b2ad405a1f27a2dc5f6499a6d26d68d261ca8261c8de4d6d48c3a7c02baa7c43bfb9681fa19056719b1ba8c06b411e2476dda95888a74985b236b101bb2ad5f5b68900610ded775775eea8103335619a1a2626ca4361e97ee9466682a1b9f00051da5afe757f251ca07439908fcf2fe5adfa74bdc347af26688c5d6d50fcc44d3f6ed4fbb5b906894fefad479a0be4002694b315859a257774b478e8044de248d225756ac14c13367e8a61d09c067a2dd35436361d1d395462ed36e1e03f66d05eacbfb5cb196065b118979505');

insert into migration (name, ran_at) values ('0001-journeys', '2026-11-25 00:12:25.988+00');

insert into migration (name, ran_at) values ('0002-audit', '2026-11-25 00:12:26.019+00');

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

create policy claims_of_all on journey for all using (( SELECT is_claiming() AS is_claiming));

create policy own_practice on journey for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_practice on ledger for all using ((practice_id = ( SELECT practice_in_use() AS practice_in_use)));

create policy own_login on login for select using ((role_name = ANY (ARRAY[CURRENT_USER, SESSION_USER])));
