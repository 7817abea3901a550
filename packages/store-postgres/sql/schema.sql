-- What the migrations give, written by test/schema.test.ts; see there. Nothing runs this file.

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
  place bigint generated always as (hashtextextended(practice_id, (0)::bigint)) stored,
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
  role regrole not null,
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

create sequence alerts_round minvalue -9223372036854775808;

create sequence due_round minvalue -9223372036854775808;

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

alter table permit add constraint permit_pkey PRIMARY KEY (key);

CREATE INDEX address_history_of_patient ON address_history USING btree (practice_id, patient_id);

CREATE INDEX address_of_patient ON address USING btree (practice_id, patient_id);

CREATE INDEX journey_alert ON journey USING btree (alert_at) WHERE (alert_at IS NOT NULL);

CREATE INDEX journey_alert_by_place ON journey USING btree (place, alert_at) WHERE (alert_at IS NOT NULL);

CREATE INDEX journey_due ON journey USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX journey_due_by_place ON journey USING btree (place, due_at) WHERE (due_at IS NOT NULL);

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

CREATE OR REPLACE FUNCTION lock_anchors(in_practice text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$ select pg_advisory_xact_lock(hashtextextended('implant-journey anchors ' || in_practice, 0)) $function$;

CREATE OR REPLACE FUNCTION add_anchor(in_practice text, of_kind text)
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
  perform lock_anchors(in_practice);
  select * into last from audit_anchor a where a.practice_id = in_practice order by a.number desc limit 1;
  with changed as materialized (
    select j.patient_id from journey j
    where j.practice_id = in_practice and j.revision > j.anchored_revision and j.revision >= j.audited_from - 1
    order by j.patient_id
    for update
  ),
  seen as (
    update journey j set anchored_revision = j.revision
    from changed c where j.practice_id = in_practice and j.patient_id = c.patient_id
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

CREATE OR REPLACE FUNCTION anchor_audit(in_practice text)
 RETURNS TABLE(number integer, kind text, made_us text, hash bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform write_for(in_practice);
  return query select * from add_anchor(in_practice, 'periodic');
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

CREATE OR REPLACE FUNCTION claim_feed(in_practice text, of_source text, moment timestamp with time zone, new_until timestamp with time zone)
 RETURNS TABLE(is_ours boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform write_for(in_practice);
  insert into feed_turn as t (practice_id, source, until) values (in_practice, of_source, new_until)
  on conflict (practice_id, source) do update set until = excluded.until where t.until <= moment;
  return query select found;
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

CREATE OR REPLACE FUNCTION next_due()
 RETURNS TABLE(due_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
begin
  perform work_for_all();
  perform set_config('implant_journey.claiming', 'on', true);
  return query
  select least(
    (select j.due_at from journey j where j.due_at is not null and j.leased_until is null order by j.due_at limit 1),
    (
      select min(greatest(first.due_at, first.leased_until))
      from (
        select j.due_at, j.leased_until from journey j where j.due_at is not null order by j.due_at limit 1000
      ) as first
      where first.leased_until is not null
    )
  );
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
  return case when named is not null and may_use(named) then named end;
end
$function$;

CREATE OR REPLACE FUNCTION prune(in_practice text, ledger_before timestamp with time zone, audit_before timestamp with time zone)
 RETURNS TABLE(ledger_rows integer, audit_rows integer, number integer, kind text, made_us text, hash bytea)
 LANGUAGE plpgsql
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  from_ledger integer;
  from_audit integer;
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  perform set_config('implant_journey.pruning', 'on', true);
  perform lock_anchors(in_practice);
  delete from ledger l
  using journey j
  where l.practice_id = in_practice and l.recorded_at < ledger_before
    and j.practice_id = in_practice and j.patient_id = l.patient_id
    and j.due_at is null and not j.waits_for_staff;
  get diagnostics from_ledger = row_count;

  with idle as materialized (
    select j.patient_id from journey j
    where j.practice_id = in_practice and j.due_at is null and not j.waits_for_staff
      and exists (
        select from audit a
        where a.practice_id = in_practice and a.patient_id = j.patient_id and a.recorded_at < audit_before)
    order by j.patient_id
    for update of j
  ),
  old as materialized (
    -- The last row before the first that must stay; rows of one chain are in order of time unless a clock was set back.
    select j.patient_id, least(j.anchored_revision, min(a.revision) filter (where a.recorded_at >= audit_before) - 1,
      max(a.revision)) as upto
    from idle i
    join journey j on j.practice_id = in_practice and j.patient_id = i.patient_id
    join audit a on a.practice_id = in_practice and a.patient_id = i.patient_id
    where j.due_at is null and not j.waits_for_staff
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
    return query select from_ledger, from_audit, a.* from add_anchor(in_practice, 'pruned') a;
  else
    return query select from_ledger, from_audit, null::integer, null::text, null::text, null::bytea;
  end if;
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
begin
  perform renew_grants_of_journeys();
  for one in select * from login where duty in ('worker', 'practice') loop
    execute format('grant select on feed_turn to %s', one.role);
    execute format(
      'grant execute on function apply_and_wake(text, text[], json, timestamptz), '
      'claim_feed(text, text, timestamptz, timestamptz) to %s', one.role);
    if one.duty = 'worker' then
      execute format('grant execute on function take_permits(json, timestamptz), next_due() to %s', one.role);
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
  delete from login l where not exists (select from pg_roles r where r.oid = l.role);
  for one in select * from login loop
    execute format('revoke all on all tables in schema %s from %s', here, one.role);
    execute format('revoke all on all functions in schema %s from %s', here, one.role);
    execute format('grant usage on schema %s to %s', here, one.role);
    execute format('grant select on login to %s', one.role);
    execute format('grant execute on function practice_in_use(), may_use(text), is_bound_by_membership(text), is_claiming() to %s', one.role);
    if one.duty in ('worker', 'practice') then
      execute format(
        'grant select on journey, data_key, ledger, address, address_history, feed, directory, audit, audit_anchor '
        'to %s', one.role);
      execute format(
        'grant execute on function load_journeys(text, text[]), keys_in_use(text, text[]), '
        'apply_changes(text, text[], json), patients_at(text, bytea), read_address_history(text, json), patients_waiting(text), patients_of(text), '
        'read_ledger(text, text), read_feed(text, text), save_feed(text, text, text, text), read_directory(text), '
        'save_directory(text, integer, bytea), keep_practice_key(text, text, bytea), '
        'keys_to_rewrap(text, text, integer), save_rewrapped(text, json), shred_patient(text, text, integer, json, text), '
        'anchor_audit(text) '
        'to %s', one.role);
    end if;
    if one.duty = 'auditor' then
      -- Keys, so that the key service can open what is sealed; of journeys what the chain needs, and no document.
      execute format('grant select on audit, audit_anchor, data_key to %s', one.role);
      execute format(
        'grant select (practice_id, patient_id, revision, generation, audit_head, audited_from, audit_base, '
        'anchored_revision) on journey to %s', one.role);
    end if;
    execute format('grant execute on function read_audit(text, text, text, integer), read_anchors(text) to %s',
      one.role);
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

CREATE OR REPLACE FUNCTION shred_patient(in_practice text, of_patient text, expected integer, outliving json, audit_entry text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'implant_journey', 'pg_temp'
AS $function$
declare
  instant timestamptz := clock_timestamp();
  sealed bytea := decode(audit_entry, 'base64');
  after integer;
  new_head bytea;
begin
  perform write_for(in_practice);
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
  perform work_for_all();
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

create policy own_login on login for select using (((role)::oid = ANY (ARRAY[(to_regrole(quote_ident((CURRENT_USER)::text)))::oid, (to_regrole(quote_ident((SESSION_USER)::text)))::oid, (to_regrole(quote_ident(current_setting('role'::text))))::oid])));
