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

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ana', '1', '2026-11-25 00:03:43.989+00', '1', E'\\x010a67166dda2cfdcb4978d655aefad04cfe7e8e3a9b4ff53b1a8b4c4fa6585864b495dc58f6d182f60ca4e5d5a7ebc7bafdd06c2e45f7ac292e1e558cbd581587da1d116c5ce45880a6df4895c0a00e8677360b8bcd03202bc72dcbb6e83f3b19cd2358a0a180c15fa8d763fc737293ef710fbad807b511060f7afc30e0162da93b79838ed3eaa7a9b27640d6669a075e8aea30287dbe612e9166f467d03903270eacefba349f35445582accb6ada886330b81a88b344d28fc8f54b587f3fe4f521', E'\\xc611b47b6757d58ed0dbe32b786b13e451c25b18b50c0092b44bc9ccb9408e1e');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ana', '2', '2026-11-25 00:03:43.999+00', '1', E'\\x015abd6ea97d1ec335248caea69a8abc35977046d8b5e5a097e3ac3ab2c012d050ff709eda501770cec6806fc189d20302be491bcca2d2d9a832851b1da5696772bafb315c92603502b848dc290b578bc94715ed885181f5a5ef175b8bf114935326632b59035753fe4dcf495fb8ce43c1f6200abfdd24075b133e47e96661874b0d60148079c3083c486d0793d2cc11d7def05c2a0391ad79c81149d3d7c4fa63665e4df277e0a8b9d13a719477074fc11ee5fd317bf1f6ac561e1d68b3e3a78576', E'\\xeec0a2cde1be9f95ac28dd1dd012140023ebaef9ac3d6431a685c49074f9ca40');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ben', '1', '2026-11-25 00:03:43.989+00', '1', E'\\x010472920e23bfd515c94c01b6a74f82b7624962065b33e08e6a87f7e2e6f26130fd884adc438a3e15d6c8051db073aaeb1c981e13ed5951b6879fd1e60bd78edc19bae644a9b56d101edd791b052a437e295fa1299d8ceaf1ab9de7008b80535f77d7570b182393617e5cab25b81415b16c84724571b217561cd4cfd3cb195967660a045b28e95bfd7a64883134044e0efd281f4c98f40a414682b36c9064f26dbaf50ddafafe70636b68eaf705265506f028cc90b52168c971b2c5dbfdaca2dd32', E'\\x5b082f6eb45873dbcb3baaa902f3237ef372085ca6a711f0269a4ae96556f193');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ana', '1', 'frozen', E'\\x4b5cd941b7b9b25b8543377f85aebb5f2477e13782982da029468040c1b9a7a3f1f477736ee87b72be688ac6b9b2dcd7263f5e4a33f1711934100b91');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ben', '1', 'frozen', E'\\x2d974dcb1b934d19fddb2a21cc4b9a85b87e98f5cf6528a06d5d91c754f36fb9c346215c1beefb3586f1fcea64bfb29230c92a41a08b9525888ada2f');

insert into feed (practice_id, source, cursor, as_of) values ('mesa', 'chart', '7', '2026-03-02T09:00:00Z');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until, audit_head, audited_from, audit_base, anchored_revision) values ('harbor', 'ana', '2', E'\\x01c278af1761588f521dddcb1000224f251260088d7f9622794a952f6a2ba6906fdfb37c282c117297cbd2888a97d28b98d21c64efd915ce19f0a62bbd2208392dba853799816fed579fe6df4c2c21621b49d12d09eef4ddb93d657d40a7fb8527c75c3dc44b26780c8479f780812695f9a68d94053a89fcd88986b4c20ca4ab82e455a86df114954f1403aa236f67e602d3d4a9c4cf4c78c8a84d6acfd89d9216c958b2f922282f34b4ad06abfd5099baaf1beda7220036dc29798bee7842fcc9a5f7768bbc0bc7cc535a5a587f4bcfa28d772816392c6108817e5ae42369fc2f1c4e82f3b9af10175ddd4ad2703924410bc35b52fa2c5f6858b21680acd3849d36a85f2b0209c1d389a4ae12eb2e44c83428101b53d7b4b6cde8470a8725f749eea25955e817b3c6ca3ddf62777e49fe9a7acf2487424ee2d2a2c74a786d3436cf0aaf4e31e8bc1b146067258f258f379cb79e87b61e8fa18264f064d9f3e886a3a36fb0823ff2003f52d3f531aed733a1a387a61973e6c37912438f202c7b463e0bd856c931c08f77c125af0cf9dfd31ae82f038078119b68e0655ee102dae089e1213a792ed6becd92b7c9a3b57e6e3e854fa18e497ccae3e59568855d8d1fa6e4783bfc2faf14052aad5c2a7a4359363aa1c8b33539adb1e49b91fef298623522c660ef4aa688f2a79d2a437ff0c8a0b302f2c623c4de37ee2ce812c9cbeff2465617d78ac81d86ae2fe8075a6285e6f5b6f900388e649b3071e67cb48e8ae9c5424c08326664c284cad87fc3f08418c56eac788e86568e77a08c7ca564648f5226d323db955f0ebaefc4f898eb82e3b6327382cf1d41ea3ef4d5b60d9ecbfa0799a5007c6b657ab8225f83880a00bc4be5b8d2e484da8c55bb0846683e16a90a996d051125a6a92eb2c5f9235c2d8d2c37b69aaf10fcfdb66fe2a2e9a82de06a505b3cf0d11ac1db724f6e1237c54b4abcbfa7b975948a7e1ec743e75ec0826b86e3581b3c99b7c3ec7d306a585c70d3ef99fb2380a7bf06c96e8f37fb763bee6148782efde011e32bf1962d2e25952fe3c6d441780eca0481e22b5349a4751873a347', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL, E'\\xeec0a2cde1be9f95ac28dd1dd012140023ebaef9ac3d6431a685c49074f9ca40', '1', NULL, '0');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until, audit_head, audited_from, audit_base, anchored_revision) values ('harbor', 'ben', '1', E'\\x01fd0d5ae4d3a66cd26d8948bb42062f052f4e6d3909636cc32c7e0906f1d23e35497a2058e5b98969c6ef1890d67853fc27dff1d102b2f1cb547feff2717e914ccd628d5abddb61d8d168b76d35316021b331d256679a176ecd1b289ff6b1726d0aad0828330cd4f9d70ec68ce0af322d7e4f42ddefeac69d970b6a8810ccc8797e1ce38ef392d1691b4fa07c2eabef534b8e02b827f20acb614710193da39bea9c05324f729ec6219a44a224f22765465468e30f186202e81c11dbad0c1ed45904341daadeb73c5fe23c89abdfb39ab0a6df41cb7395e71110f4dd9a0704a97ca9e25d6d31e94cb9f7a411e9d8c110ec8cde1276c42fb4e1700e67620a09b318cee3c4bafbf4c1294981351a08e18303ec326f28147ce0c1fa960259ab0d608203405be7664bff4d7a0335326a5700a618a8be38c13117f6e3196c2fba1f8bba8a318e6cba2003982d26908ff6cd7ca13b7c3bdad852601bd4d5ab20eb972720c582bb409e39298ec9838b92bd896c8d71130c4a0ef9c9072cca13523018c14176426223d2f423f7ff4acab52c4ce0dd2916e1680dec6dcc9f80a1905ad80d571430bfcc6111cb8d30b1abd2799202aa177961c1a236cfd764a2747d023b4cbae893b86bd4ee398e3716667e147a8a05b1e6804f656fce129ceac2fa074702f9a9d6613fba56b2f47baa287a3be436293e6543a6f1e99a3c0c9363f44eb31ec35942a5abd31843143d76ab246b86197898acf53819dc96f48e7f65ab712abb5cba9394efb1715b00255e4f64af90deaab1db5f61ec8d75a5479f03d20dffbe8f5e5261d4bd873103f6482133c0eb03110bacd529c2dd43366f5d6ceebbf9d70dde16f40993db53ee5e8d951c588030d7b0a36da4eb294beae5b1e84cdc75b98e3a74a417f072122bda1488acc8136ad58a70d48e395f81b9d3e93abccdaef4ae2508aad3e2c1815f74db3cff8bc503cc26c619f9224e3b693cd73bd38e8527b6c6a0d16ab99f6af93edf44bfb54d68382bb4f36ac593b842819c3c924047eba789e676f0dfef5651f5a0fafd5afdaa224fca55f05234c17944f9a8b4df443073889819b5e06c', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL, E'\\x5b082f6eb45873dbcb3baaa902f3237ef372085ca6a711f0269a4ae96556f193', '1', NULL, '0');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '1', '1', '2026-11-25 00:03:43.989+00', E'\\x0194ad4b3cddba9c3ec9738c19647898b0332eb0b1825b7983971750cc7b8f972d67de50cf494e39cc19945935a93f054e06a1737c1c997fc53754b3e3517668b8e9343616c7e8da201a96e3b54837be49d7684b17b413f83dbfd79bde660e5f2a305292c051bd4ed21d1d239137a50e03c68a1babb62cde5daa51f47ca8fd50c83df805aa7782bebe549e5bb0def6518f2fda9ac151feff3d8e4b1b79ed21fb55c5b2674053435749444b0b50a309792fa63696dde87c97c97946998e1f486d1525d0ed6919b6b1c5276a9d7235b91ed13facdb7d04436ab5b5b834bb2b2a89472db4f5628f65bbebbd8fd1f423cbc62a0b72cb57850b398ee39b0eb22a5e26db6a6cae196c4d2c059ce82a811ccdb678819fe464f781540b55f33e342bfdbe86c30a6f36e8c796178755929038142b91f97822a38c221e2cf721a7445fd2a56440b2c48cf8dffb0baf9b3cabb797be84f2be58e752199d066ec760284af6598ebb0ec4dd5697c3376a4c64558766b640ce69481bf30c305c5deccac9ce9d287445');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '2', '1', '2026-11-25 00:03:43.999+00', E'\\x01eb2e9eb34bab0645af5c9a200bc9732594d1713b6a490445cc3708c085a2c2ece51c2aab901ee919289318a1b7eeafc4dc4ea8384d9b552456e62b0f48dc761c152d78e8f57955da8b8bf19e78f275bfc974f824fed542d4d74a77fb12cc20d314c8881b6f8f8732209258debba087dde6051718c06790b7154838dda7d9bf78840a495273e61bbb1d9c8502da08508bad0838971da9f07a80eba390d4fc6a88aa98243ce3941b6956df88766da9676776bd01c8f70d73cd4b312ac05c9306d88716caa00cac0a990c8dffbc6c9069d0df939502e16e1b21cadb66bc9ab2c673cd08df1327f07c5c03cff613f2521a4aefdeb47a4c5cdf9a57b3730d0e90f4d58b201944ca54a21885868913ff2a3c2b8cdc88f171e068939d868f5ad36e4260b6a25085410d97ee225e770a9a03299690c03b38753f3ad939f0d6c5c511e31f4a437154e06984160d33dfbf51723f78a0cb84f8bda6640f70d3591001d8c61ae1ed21c6cf4908bb8bfab48e7fc863777f9074fc465405456027dc7bb1ba94f1c4');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ben', '1', '1', '2026-11-25 00:03:43.989+00', E'\\x013fdc691687bdffb77212781ce65648d333c66169013afe68256cc674665ab8d08705e71e38f1e64d4e59f37f5c0d5242e12d6cba5b06334f612207b5173a01587dd728f8f90d4e804311de3a40f65d2fcf5c657d7c2da748ca6f947245d3e578525cc41c66212c406ba2b72d1f119abc6a291608d42fecfcbddc7336c4709aae7507e317259379d9b46748bd1a2f13cea749f5328bf6f48d02357567089cb2bf5a427f25b82be6c4923d5d82fc8d6f3be08a944adf7add8f61d4f5c55b6d53e2423b096b3593f25369abe299a5db3cad29e49055d487a3d0c625a3e3e02f9f7ca90662f18631eefd0c7f20c197d9bc250e4bbba892db92efc5d5768928669798a92e50b3bac5c0f8d10a51121e48ebf85d3267ae5505134ed44587c174b8db7d83c74cb55f541bc700d96cf428307301ae1eecade8612034798e1886daa9ec7789969d24f7f87156edbe37c8cff715d36936d1a1fc600afbeefb21ebe0266794668d75640e83b6ece640b61a7c7319b866d7731149c67f5701853698a089d9e9e304bb');

insert into migration (name, ran_at) values ('0001-journeys', '2026-11-25 00:03:43.947+00');

insert into migration (name, ran_at) values ('0002-audit', '2026-11-25 00:03:43.972+00');

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
