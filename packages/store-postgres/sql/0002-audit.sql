-- The audit: one row per change of a journey, sealed, and chained by hash, so that no row can be edited, removed or put
-- elsewhere without breaking the chain. Anchors hash the heads of all chains; the host keeps them elsewhere.

alter table journey
  -- Hash of its last audit row; null before the first.
  add column audit_head bytea,
  -- The first revision the audit still holds, and the hash before it.
  add column audited_from integer not null default 1,
  add column audit_base bytea,
  -- The revision the last anchor saw.
  add column anchored_revision integer not null default 0;

-- What was stored before there was an audit has none. Its owner may look across practices for this moment.
alter table journey no force row level security;
update journey set audited_from = revision + 1;
alter table journey force row level security;

create table audit (
  practice_id text collate "C" not null,
  patient_id text collate "C" not null,
  revision integer not null,
  recorded_at timestamptz not null,
  -- Of the data key that seals it; 0 for the practice's own.
  generation integer not null,
  entries bytea not null,
  head bytea not null check (octet_length(head) = 32),
  primary key (practice_id, patient_id, revision)
);
alter table audit alter column entries set storage external;

create table audit_anchor (
  practice_id text collate "C" not null,
  number integer not null check (number > 0),
  made_at timestamptz not null,
  kind text not null check (kind in ('periodic', 'pruned')),
  -- Chains that changed since the anchor before, as JSON: patient, first revision, hash before it, last revision, its hash.
  leaves text not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (practice_id, number)
);

alter table audit enable row level security;
alter table audit force row level security;
create policy own_practice on audit using (practice_id = (select practice_in_use()));
alter table audit_anchor enable row level security;
alter table audit_anchor force row level security;
create policy own_practice on audit_anchor using (practice_id = (select practice_in_use()));

-- Only added to, by whomever, a superuser included; the owner's `prune` alone takes old rows away.
create function refuse_change() returns trigger
language plpgsql set search_path from current
as $$
begin
  if tg_op = 'DELETE' and tg_table_name = 'audit'
    and coalesce(current_setting('implant_journey.pruning', true), '') = 'on'
    and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = 'audit'::regclass)
  then
    return old;
  end if;
  raise exception 'the audit is only added to' using errcode = 'insufficient_privilege';
end
$$;
create trigger append_only before update or delete on audit for each row execute function refuse_change();
create trigger append_only before update or delete on audit_anchor for each row execute function refuse_change();
create trigger never_emptied before truncate on audit for each statement execute function refuse_change();
create trigger never_emptied before truncate on audit_anchor for each statement execute function refuse_change();

-- Its body is read now and not when it is called: no search_path matters, and it costs no call of its own.
create function audit_hash(
  previous bytea, in_practice text, of_patient text, at_revision integer, recorded_at timestamptz, entries bytea)
returns bytea
language sql immutable parallel safe
return sha256(
  coalesce(previous, '\x') || int4send(octet_length(in_practice)) || convert_to(in_practice, 'UTF8')
  || int4send(octet_length(of_patient)) || convert_to(of_patient, 'UTF8')
  || int4send(at_revision) || int8send((extract(epoch from recorded_at) * 1000000)::bigint) || entries);

create function anchor_hash(previous bytea, in_practice text, number integer, made_at timestamptz, told text)
returns bytea
language sql immutable parallel safe
return sha256(
  coalesce(previous, '\x') || int4send(octet_length(in_practice)) || convert_to(in_practice, 'UTF8')
  || int4send(number) || int8send((extract(epoch from made_at) * 1000000)::bigint) || convert_to(told, 'UTF8'));

-- As before, and the audit with it: see 0001.
create or replace function apply_changes(in_practice text, patients text[], changes json)
returns table (number integer, revision integer)
language plpgsql security definer set search_path from current
set enable_seqscan = off set enable_material = off set plan_cache_mode = force_generic_plan
as $$
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
$$;

drop function shred_patient(text, text, integer, json);
-- Destroys the data keys of a patient with everything that is looked up by; gives the revision that follows. The ledger
-- stays, and nobody can read it; so do the stops in `outliving`. Its last audit row is sealed under the practice's own
-- key, told by generation 0. Null when the revision is not the stored one.
create function shred_patient(in_practice text, of_patient text, expected integer, outliving json, audit_entry text)
returns integer
language plpgsql security definer set search_path from current
as $$
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
$$;

-- One anchor or pruning of a practice at a time, until the transaction ends. Whoever locks journeys besides does so after it.
create function lock_anchors(in_practice text) returns void
language sql set search_path from current
as $$ select pg_advisory_xact_lock(hashtextextended('implant-journey anchors ' || in_practice, 0)) $$;

-- Hashes the heads of all chains that changed since the last anchor, together with that anchor. Gives the newest anchor,
-- which is the last one when nothing changed. Locks journeys in the order in which `apply_changes` does. No login may call it: whoever claims a pruning hides what was removed.
create function add_anchor(in_practice text, of_kind text)
returns table (number integer, kind text, made_us text, hash bytea)
language plpgsql set search_path from current
as $$
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
$$;

create function anchor_audit(in_practice text)
returns table (number integer, kind text, made_us text, hash bytea)
language plpgsql security definer set search_path from current
as $$
begin
  perform write_for(in_practice);
  return query select * from add_anchor(in_practice, 'periodic');
end
$$;

-- Chains with their rows, some journeys at a time, or one: each page is one look at the tables. A journey that is gone but
-- has rows comes with an empty journey.
create function read_audit(in_practice text, only_patient text, after_patient text, journeys integer)
returns table (
  patient_id text, journey_revision integer, journey_generation integer, audited_from integer, audit_base bytea,
  audit_head bytea, revision integer, recorded_us text, generation integer, entries bytea, head bytea, key_id text,
  wrapped bytea)
language plpgsql set search_path from current
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
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
$$;

create function read_anchors(in_practice text)
returns table (number integer, kind text, made_us text, leaves text, hash bytea)
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select a.number, a.kind, ((extract(epoch from a.made_at) * 1000000)::bigint)::text, a.leaves, a.hash
  from audit_anchor a where a.practice_id = in_practice order by a.number;
end
$$;

-- Removes what is old of journeys that wait for nothing: ledger rows, and audit rows an anchor has seen. The chain goes on
-- from the hash that is kept, and an anchor tells of the removal. Only the owner may call it. Gives how many rows went, and
-- that anchor where the audit lost some.
create function prune(in_practice text, ledger_before timestamptz, audit_before timestamptz)
returns table (
  ledger_rows integer, audit_rows integer, number integer, kind text, made_us text, hash bytea)
language plpgsql set search_path from current
as $$
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
$$;

-- As before, and the audit with it: see 0001.
create or replace function renew_grants() returns void
language plpgsql set search_path from current
as $$
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
$$;
