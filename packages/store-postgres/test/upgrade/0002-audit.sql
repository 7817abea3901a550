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

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ana', '1', '2026-11-25 00:46:53.689+00', '1', E'\\x01f3625d3b5ffa19c6fd6f5fa1da25eb5c684c5e1d41d06fea2f1595bcfc50e89c402fcb3044cbeab47482c677dac400fb963c9c341f51ee60b20d28a7c77fdba38ebdacbcd3fd3963a4fd639ed0fd86c02e02175d1b13b85d52bd0ee25cf40f08e27179b9cfcf52410b323b8dd5f85d6842d117be9bad5a95bf086ec536410301323d1541853918dfb96a2c98e6f0d670d13d796efbcf73e2bfd5bc4feb63f468a671e0b2ecf10468ac2a884bb6728b0e4587f47f6547329ad3d31804f8a1160261', E'\\x312808d3752ed3b62deb02504385c416d71a60336170e36cf05eb3a81f216b94');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ana', '2', '2026-11-25 00:46:53.696+00', '1', E'\\x014a10d464a8c2d1d25e501d7a87319b8cc04e4d2809bfb9cdad9ee4191b567f07464f035fc60bbf249dfe69a9c2b0c73406a03060e20dc3b054186a3ccdd904ac950d8086c3ec5bb569fd4f0314a69a31ad9f28c37daa215a42476d46fffaef0769e6211c4c9c4a2414459b2e583313f7ac7e0e635361e6c23af81ff1c804b0797ff341a11b82006805c9b8171ad7b1ab0295d1c28ef852071045e2cfe123f54478c8d24e557acea5e309c75e299fbb94c8b1cbee4d1447c4453216172d61260824', E'\\x826f933055f67bc75efc5264ab81520fc08ab1d925a7cc85b6c5e4454617a085');

insert into audit (practice_id, patient_id, revision, recorded_at, generation, entries, head) values ('harbor', 'ben', '1', '2026-11-25 00:46:53.689+00', '1', E'\\x01e363b8eb532b4cf0f8c4f51f380b389666d0b2239e2d7e177992c0434c3872e373c5516099a8b1accf38cba6fd61004b11117105e9a26555afe628e0c804bc1f5bf7f5cc03bb2ffd77ec9fc6a8979a7db769ce442711f624e1c12eb6a7eeced19614a8b6cd58e3ff8d749f98a77cdedf7d6054a2896b5876ba78226fa05bf8231ae903cb520e18530cbbf6b7741a079ae2a7dbddbc435fde1feaab2daa816b27fe06c8a394bf7eb003095e8fb163682a2f4154ba58c0ddd713f3693c88e750ae5a', E'\\x74fdee4d179dffc76d0231214370e7fa1da88e648e192d7d1d614605e804b5b8');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ana', '1', 'frozen', E'\\x0c31832579ce627255b7f43af2500ed9c44271bc47a4f5e8333656e318c839c4e17396192b016eeea8a9fdd3fe87e8501c203023287a4b3d3fd461d2');

insert into data_key (practice_id, patient_id, generation, key_id, wrapped) values ('harbor', 'ben', '1', 'frozen', E'\\x27e976f48aeb4a85bfc8b4f6ccd54543f12e8740d8c51833981d3874e59fff1de529173759f7f26d3586f63745ae60b46f0a249ba071d140d4aa3875');

insert into feed (practice_id, source, cursor, as_of) values ('mesa', 'chart', '7', '2026-03-02T09:00:00Z');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until, audit_head, audited_from, audit_base, anchored_revision) values ('harbor', 'ana', '2', E'\\x013ac31f562e7357edabba2e2c3ed211e1f4a75f29fc531ab2939023a3c4dfba4763c8b0511d05f3354c31557c2665fb38ea373d2e210ad77d1b92270682bf61de0f73586dde53d7bd873f1db22dcb0a7bf9e09075cf52e7ea6d8dc38eb41fef358352f0bf13a509e7a2a774a790d8d8ba50143dc3c0ffb9063dff8a1ee8bdbe36b984f4fbc8b128cf5d5cee2d71a667a7ed1501ab4f12c109dee9b71a3c5aa6297f7b9bf9d91ed01ae2d6caed218bdef97c20ecb54428acfbe58dc805392e1e90cb90967e946bcde77285008e22e6104464111729c7e023e9600db0ba0abab829112095852f729a3a83d61e2d869a7066b5c6d02781b8396befbf98efe56b87b5779f0ef7225c7c406148ea65886ba490bf80297f66238d8aaa68d3de0b909fee3986b65ec4bf22aeee583e50d970a24892846fbf9efcd3b2784817cfaa35291caff52e231df9dfd87c308d6a183507549dc5776cae54d0d37e5f5a85cb625767f4be92a94caefc321fb8ab7c2fdf57b81e7564cefe52a5daa2aff19bd73a80d3787dc8cd3bc274f17349d6c6d089c401e4ad45962407a5f2fbba67630d7a8b265f0483ff1fba470b8ceff4a257524e24bd218393d3e2a45e51db0d817fa30549c2703bf59d02faa86625157bbb86f618383da35718eb73bf56b807c167324f7f622ce8e11d525d5915a8227d218bda9e41936eb4ddd94087b31fa29a3381ab22ef43a1534d13e9d8b6709c3c64f5a8faebd869f5699892ab0212921103e1609368443074bc0a21e309d70e7e7239ab4839abb940e25bf6818418e708764156066e72d4dd58c67401fc4453cb221b1046939af6e2fe7d20eb27923800c51b4eb4591242eafff07eb4fb21266028a23a47dd8d6a7feac1376fcd9032ea4d6a3901362173b728c7d82c45e57ba64c00d0f7ca4af07fd6a7824c5f15b10bbbee7ef4a8a8bbe1c483888395410d604616a12628625a7bb5d9bd5966a979224c1d8ceb9da99d6c555c2c176995c0070069134846e3605804eb0cf14865ab5fca1b94e5cbeba8b5f00b301cf4ab0e6ad4b30819dc7d59ee31acf64c94f2247c8101a557537e81483b', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL, E'\\x826f933055f67bc75efc5264ab81520fc08ab1d925a7cc85b6c5e4454617a085', '1', NULL, '0');

insert into journey (practice_id, patient_id, revision, document, generation, due_at, alert_at, waits_for_staff, lease_id, leased_until, audit_head, audited_from, audit_base, anchored_revision) values ('harbor', 'ben', '1', E'\\x01c77e05c6e6dc721bce3c00046ffc711b51d7b7b74552b788a3703a51904acbb4786f91fee3e07196a06cb7e4c17fbc1d67107a400c01794a5b279827a0a2ebecdf11a8d16011fcb638603c696c3b01822566f9cbf3ad44b3a879186782beb5fe0e33354335ce60250e21ff46fc7de440551ef7096f164aab89c00e6f1a79cb558e33b4ebddbb91fa0ca37b82399d26537cff312c556e3b36385b7002a23bfb90b7aa473b6ac301f77e41e0fe81d55d4e8114a89543d4625fc3ba9be0c67751119ab1407977d6be1bbaffbe2a2803388a4d8c35519dc5b172a2c07906fee7fe37118cee09a41e452ec359c7da30bce52b0d5ecac053fbc3973635c5067633abb00f6f14e94bf9c50ceebdf843b52b1073df40d623c9460208e5052cf7b75915849c57ace6ebc54242930514575a55b95262c81c6bebe1fd372017ca07df4d8e7a8b4430529345aff3e64c0ed5db48cc974c27f8a91eeae354292de881992a6ab8144bfde5eb20f3bc85030ec245e18483b6ab1967198308d325ba2c5ce5dd6dfc368275d12c70b1eaa52624468d75d44ff87200d6cb14f9c676170a7eb9762b133bec840265604045c7e6873487383aa06c0f74fde2ac4b99a3e73300fae1b69fecc0d6dc763cc6c1d173f5b2fd744d9fd3cab8676ac810c993ca0b4188b55be71e46d2e13041be7d66eee9b7b0afc95365f68cf4f2fbee5406634c073ba7f5218a0b5053aa0586e165b2e95033faf25568c36f258eda3c8357c3adea91426fe8d9afade16fcbc66b9d1339d9792d2bcd49d1711a9a557b10b0907d769e4b57693d0d78a6f959985180de65bf82c4c2406f2fac17dbf6f05b0f9ade24f86561eaa298f8bb4460eb8ef31bdb4fdb8efd7d7f103c37e3ca7fba3539d07bb77bf1447e0adc1987853e773518c4d9703c503e4ee2b427fa142aa55d7f083b525db1a9c00915c67b7babedfc4ac8e68a9514a3c419c099e212e07152b0b0abc7fcacc587d069526c0d7ec76e2663c251c7137684786e0af9f7c905aa8a905183aee6b784646bad9f53455227aff7ee0800c797c11d0d9f4b614eedc3f351b6b13f9b3380ac02ff9b5d', '1', '2026-03-02 09:00:00+00', NULL, 'false', NULL, NULL, E'\\x74fdee4d179dffc76d0231214370e7fa1da88e648e192d7d1d614605e804b5b8', '1', NULL, '0');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '1', '1', '2026-11-25 00:46:53.689+00', E'\\x019ab4d8969fa07f0c250e5235a2fd86d9ce79a9c487702043f2e7d6cacbc02411ca6cf8ecf84ecf461e9db1f2b7d6e80838aa288941243beeb3eb88a62e3dcdbcffb972b403acd12f52c962c6ef97638956893b9e363d492bbd45b58a475540dcda7d778b625d2c89d4d83a4a7fdb554aaeb8dfeb7d43d3fc8c656d11dc8dce31c77e78b8839f7ec04b0fa8719866d772559a4f3e9b8a29c42ee6bd9a90f11df99822ea7b3e564e5c65e116b3aa67509a2e4eced10fb1d2d30d387b0f896af890c3ab27f5c63d6370ff9364dc032cc755600e867060de8b1c3bf4ffb003969335bfb4a7148a54e346e2c359acd608b4379e1681af9eac4bb9b9f1b8d2c1535fd2f2768921b07b3c810131d2beb287f7a20ff49f4982c9f900225a1c4498485477ea27d232025d91d725435924a9530d400ccde879e2ea207f4d9cd626263927d30a37187161cf67e44cb3c384e4da17bc68712149bcfca8ac0922c45a36f6adbf16c62feceaf36de0f2b30e74ebf08fce166d30d28e20afb9cba14f7b73e392d6ce');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ana', '2', '1', '2026-11-25 00:46:53.696+00', E'\\x01a2e8bf01893e0fd12dd25c57e5e70430a2ae42151839f6ece64d719e10c786bb6ae721981dcd8054e2b855b9a3c10e8cadc6740ec26212b31aaec7580ddf899f5dd1664c20c322c4cf64b4ccea53c77d6cb556b8a9c8be4a20783fbfd0ff72eeceb4f37122d8dae0203a8be2b41e55cecc2eb549a47436746aed19fbebbc190ad621f9de762a0650177cc27d7eb3a4e5e4767be68e43781993647f715451334af1654d787bf06f0780b2a21239cf4620534c13f5aa8a99b600d970a4ba1edc34a79a02f16eebc007af0601a0fb3c90e04f43b52598459cd00302b0f0a05fe1181cfabd3b8095273b3a860a17080fdd53ecbfdaed811c560fee08f2d6c7a667233794892618fa58e0e684d4adee8cfa60fdc0561fbc43e1f9cacf462c5a9a126c5a059c36d776fbee5c5d6ddb916278c58ce3c4f276e3ebfe27b6f7a6d837733c60c1dd4027fe350b189c66d970cfad493a3a12a0e3f8cbebcbf670a7e1446971b8a643023e70bd37a31183b7197a005aac0bbe78e3247c2ea6a3a5d8c4852d0d90');

insert into ledger (practice_id, patient_id, revision, generation, recorded_at, facts) values ('harbor', 'ben', '1', '1', '2026-11-25 00:46:53.689+00', E'\\x017f29bb01f56b29ab7a5c3acd612569304ea97ce4eea3d39cd27999f77cacffd958527a0736443adae0b7a47104d7b25b2a4c9849c8de27183dd3d13188f40d73ad191af0b5bbb53e2426ddbb0eab9036611183a4e11df42564c7d912b61dc84d8de1dc025e0b92281a1a65d35b6b7367f907d9fa77bbbd7d8adfcbeee9d9fca68a72ae484137b908577b314894ffa530cdb72337a493852365bfa7b609819e5e7c25d4b63bc10b41e46ec2c4f3b1e68409ba7fb9da0ffd9af40296e081190ee6433511101ecf566b0e7e45879fb9dd18a96743cc3aa418917b1d7340234417a53247f08a17f513c6bdb62a0e75ffa45dd703ca915883d7fa65e9c216756de4b434abb1406da1e5cfed49c3ebe29f7b4de3dde9b288ce7f0b1428c58e4334f167e66a1bb2f94043398b3c55d7aab71ccbe13c5b5970a1810b2a3d0bbd2b6340560f09624577a2d033bb81c1bef3dac46182570ad0f60f5d9abbae4398b11e59168a8197a087c7b4cfd80482201438780f3921544ed1845aff9a677eb3d9198b6f8e4ed0');

insert into migration (name, ran_at) values ('0001-journeys', '2026-11-25 00:46:53.626+00');

insert into migration (name, ran_at) values ('0002-audit', '2026-11-25 00:46:53.665+00');

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

create policy own_login on login for select using (((role)::oid = ANY (ARRAY[(to_regrole(quote_ident((CURRENT_USER)::text)))::oid, (to_regrole(quote_ident((SESSION_USER)::text)))::oid, (to_regrole(quote_ident(current_setting('role'::text))))::oid])));
