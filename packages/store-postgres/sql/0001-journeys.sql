-- Journeys, and beside them what is looked up. Whatever could name or describe a patient is sealed under the patient's
-- data key or hashed with a secret; neither is in this database. Ids of practices and patients are the host's own.
-- The migration runs with search_path set to the schema, so nothing here names it.

create table journey (
  practice_id text collate "C" not null,
  -- Never empty: under the empty id stands the key of the practice itself.
  patient_id text collate "C" not null check (patient_id <> ''),
  revision integer not null check (revision > 0),
  -- Sealed; null once the patient was shredded.
  document bytea,
  -- Which of the patient's data keys seals it: another one follows only after shredding.
  generation integer not null check (generation > 0),
  -- When somebody must look at it next; null when nothing waits.
  due_at timestamptz,
  -- The same for alerts to staff and answers to patients alone.
  alert_at timestamptz,
  waits_for_staff boolean not null,
  lease_id uuid,
  leased_until timestamptz,
  -- The practice's place in the round that claims make, in an order nobody chose; no two share one, in practice.
  place bigint generated always as (hashtextextended(practice_id, 0)) stored,
  primary key (practice_id, patient_id)
) with (fillfactor = 90);
-- A sealed document does not compress: do not try.
alter table journey alter column document set storage external;

create index journey_due on journey (due_at) where due_at is not null;
create index journey_due_by_place on journey (place, due_at) where due_at is not null;
create index journey_alert on journey (alert_at) where alert_at is not null;
create index journey_alert_by_place on journey (place, alert_at) where alert_at is not null;
create index journey_worklist on journey (practice_id, patient_id) where waits_for_staff;

-- Where the rounds of claims stand: the place that was looked at last. Sequences, because setting one waits for nobody
-- and leaves no dead row; it does no harm when two claims at once begin at the same place.
create sequence due_round minvalue -9223372036854775808;
create sequence alerts_round minvalue -9223372036854775808;

create table data_key (
  practice_id text collate "C" not null,
  -- Empty for the key of the practice itself.
  patient_id text collate "C" not null,
  generation integer not null check (generation > 0),
  -- Name of the key-encryption key, which lives in the host's key service.
  key_id text not null,
  wrapped bytea not null,
  primary key (practice_id, patient_id, generation)
);

-- What was reported, as it came: one row per change of a journey that brought facts.
create table ledger (
  practice_id text collate "C" not null,
  patient_id text collate "C" not null,
  revision integer not null,
  generation integer not null,
  recorded_at timestamptz not null,
  facts bytea not null,
  primary key (practice_id, patient_id, revision)
);
alter table ledger alter column facts set storage external;

create table address (
  practice_id text collate "C" not null,
  hash bytea not null check (octet_length(hash) = 32),
  patient_id text collate "C" not null,
  primary key (practice_id, hash, patient_id)
);
create index address_of_patient on address (practice_id, patient_id);

-- What journeys record of the addresses they used, whoever has them now: stops, and when messages went out. Sealed.
create table address_history (
  practice_id text collate "C" not null,
  hash bytea not null check (octet_length(hash) = 32),
  patient_id text collate "C" not null,
  -- True for the stops that stay when a patient is shredded: sealed under the practice's own key, of generation 1.
  outlives boolean not null,
  generation integer not null,
  -- A keyed hash of what is sealed: equal text sealed again is not written again.
  digest bytea not null,
  history bytea not null,
  primary key (practice_id, hash, patient_id, outlives)
);
create index address_history_of_patient on address_history (practice_id, patient_id);

create table feed (
  practice_id text collate "C" not null,
  source text collate "C" not null,
  cursor text not null,
  as_of text not null,
  primary key (practice_id, source)
);

create table directory (
  practice_id text collate "C" not null,
  generation integer not null,
  directory bytea not null,
  primary key (practice_id)
);

-- Who may use this schema, for what. A practice_id binds a login to that practice, whatever it asks for. A regrole is the
-- role itself, whatever it is called later, and a dump names it.
create table login (
  role regrole primary key,
  duty text not null check (duty in ('worker', 'practice', 'auditor')),
  practice_id text collate "C"
    check (case duty when 'worker' then practice_id is null when 'practice' then practice_id is not null else true end)
);

-- Whether a role that inherits logins, with no duty of its own but perhaps an auditor's, has it from one that is bound to
-- another practice. Told by who connected and by what `set role` made of that.
create function is_bound_by_membership(named text) returns boolean
language sql stable parallel safe security definer set search_path from current
as $$
  select exists (
    select from unnest(array[
      to_regrole(quote_ident(session_user)), to_regrole(quote_ident(current_setting('role')))]::oid[]) as one (role)
    join login l on l.practice_id is not null and l.practice_id is distinct from named
      and pg_has_role(one.role, l.role::oid, 'usage')
    where not exists (select from login own where own.role = one.role and own.duty <> 'auditor')
      and not pg_has_role(one.role, (select relowner from pg_class where oid = 'journey'::regclass), 'usage')
  )
$$;

-- Whether the login may ask about a practice; about all of them for null. Whoever was granted nothing itself may not, unless
-- it could as well take the tables: the owner and superusers. In a function that runs as the owner, the login is still told
-- by who connected and by what `set role` made of that.
create function may_use(named text) returns boolean
language plpgsql stable parallel safe set search_path from current
as $$
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
$$;

-- The practice this statement is about: what was set, if the login may. Null sees nothing.
create function practice_in_use() returns text
language plpgsql stable parallel safe set search_path from current
as $$
declare
  named text := nullif(current_setting('implant_journey.practice_id', true), '');
begin
  return case when named is not null and may_use(named) then named end;
end
$$;

-- Whether the statement is one of the functions that claim across practices. They run as the owner of the table and
-- give out nothing but ids; nobody else can be in this state by setting something.
create function is_claiming() returns boolean
language plpgsql stable parallel safe set search_path from current
as $$
begin
  return coalesce(current_setting('implant_journey.claiming', true), '') = 'on'
    and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = 'journey'::regclass);
end
$$;

-- How every function begins that writes for one practice. Such functions run as the owner, so that a login needs no right
-- to write to a table: what the function does, and the audit it keeps, is all that can be done. Whoever is bound to another
-- practice is refused here, and by the policies unless a superuser owns the tables.
create function write_for(in_practice text) returns void
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  perform set_config('implant_journey.claiming', 'off', true);
  if practice_in_use() is distinct from in_practice then
    raise exception 'this login is bound to another practice, or was granted no duty itself'
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

-- How every function begins that works across practices.
create function work_for_all() returns void
language plpgsql set search_path from current
as $$
begin
  if not may_use(null) then
    raise exception 'this login is bound to one practice, or was granted no duty itself'
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

do $$
declare
  guarded text;
begin
  foreach guarded in array array['journey', 'data_key', 'ledger', 'address', 'address_history', 'feed', 'directory'] loop
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format(
      'create policy own_practice on %I using (practice_id = (select practice_in_use()))', guarded);
  end loop;
end
$$;
create policy claims_of_all on journey using ((select is_claiming()));

-- Not forced: its owner writes it. A login reads what is said about itself.
alter table login enable row level security;
create policy own_login on login for select using (role::oid in (to_regrole(quote_ident(current_user))::oid,
  to_regrole(quote_ident(session_user))::oid, to_regrole(quote_ident(current_setting('role')))::oid));

create function load_journeys(in_practice text, patients text[])
returns table (patient_id text, revision integer, document bytea, generation integer, key_id text, wrapped bytea)
language plpgsql set search_path from current
set enable_seqscan = off set enable_material = off set plan_cache_mode = force_generic_plan
as $$
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
$$;

-- The data keys of patients, of the generation in use; of the practice itself for an empty id.
create function keys_in_use(in_practice text, patients text[])
returns table (patient_id text, generation integer, key_id text, wrapped bytea)
language plpgsql set search_path from current
set enable_seqscan = off set enable_material = off set plan_cache_mode = force_generic_plan
as $$
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
$$;

-- Applies changes, at most one per patient, each at its expected revision; gives those that were applied. `changes` is an
-- array of objects, binary in base64. Rows are locked in order of id, so that two calls never wait for each other. Every
-- table is asked for the patients at hand, whatever the planner believes of the size of a practice.
create function apply_changes(in_practice text, patients text[], changes json)
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
$$;

-- Claims from the practices whose turn it is, when more is due and free than there is room for; nothing when all fits.
-- They are the next ones of the round with something due, as many as half of the room, 64 at most; they share that half.
-- Each step of the walk is one look into the index, at what the next practice has longest due. After 256 steps the
-- claim makes do with those it found, and the next one goes on from there.
create function due_in_turn(instant timestamptz, until timestamptz, room integer)
returns table (practice_id text, patient_id text, lease_id uuid, due double precision)
language plpgsql set search_path from current
as $$
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
$$;

-- The same for alerts.
create function alerts_in_turn(instant timestamptz, until timestamptz, room integer)
returns table (practice_id text, patient_id text, lease_id uuid, due double precision)
language plpgsql set search_path from current
as $$
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
$$;

-- Claims what is due, alerts before all else. Where not all of it fits, half goes to practices in turn, the rest to
-- what is longest due. Only ids leave the function. What it sets keeps it on the indexes at any size of the tables.
create function claim_due(moment timestamptz, most integer, lease interval)
returns table (practice_id text, patient_id text, lease_id uuid, due double precision)
language plpgsql security definer
set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set enable_sort = off set plan_cache_mode = force_generic_plan
as $$
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
$$;

-- Lets leases run on; gives the ids of those still held. `claims` is an array of practice_id, patient_id, lease_id.
create function extend_claims(claims json, moment timestamptz, lease interval) returns setof uuid
language plpgsql security definer
set search_path from current
as $$
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
$$;

create function release_claims(claims json) returns void
language plpgsql security definer
set search_path from current
as $$
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
$$;

create function patients_at(in_practice text, address_hash bytea) returns setof text
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select a.patient_id from address a
  where a.practice_id = in_practice and a.hash = address_hash order by a.patient_id;
end
$$;

create function read_address_history(in_practice text, hashes json)
returns table (patient_id text, outlives boolean, generation integer, history bytea, key_id text, wrapped bytea)
language plpgsql set search_path from current
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
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
$$;

create function patients_waiting(in_practice text) returns setof text
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select j.patient_id from journey j
  where j.practice_id = in_practice and j.waits_for_staff order by j.patient_id;
end
$$;

create function patients_of(in_practice text) returns setof text
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select j.patient_id from journey j
  where j.practice_id = in_practice and j.document is not null order by j.patient_id;
end
$$;

create function read_ledger(in_practice text, of_patient text)
returns table (revision integer, generation integer, facts bytea, key_id text, wrapped bytea)
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select l.revision, l.generation, l.facts, k.key_id, k.wrapped
  from ledger l
  left join data_key k
    on k.practice_id = in_practice and k.patient_id = of_patient and k.generation = l.generation
  where l.practice_id = in_practice and l.patient_id = of_patient order by l.revision;
end
$$;

create function read_feed(in_practice text, of_source text) returns table (cursor text, as_of text)
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query select f.cursor, f.as_of from feed f where f.practice_id = in_practice and f.source = of_source;
end
$$;

create function save_feed(in_practice text, of_source text, new_cursor text, new_as_of text) returns void
language plpgsql security definer set search_path from current
as $$
begin
  perform write_for(in_practice);
  insert into feed (practice_id, source, cursor, as_of) values (in_practice, of_source, new_cursor, new_as_of)
  on conflict (practice_id, source) do update set cursor = excluded.cursor, as_of = excluded.as_of;
end
$$;

create function read_directory(in_practice text)
returns table (directory bytea, generation integer, key_id text, wrapped bytea)
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select d.directory, d.generation, k.key_id, k.wrapped
  from directory d
  left join data_key k on k.practice_id = in_practice and k.patient_id = '' and k.generation = d.generation
  where d.practice_id = in_practice;
end
$$;

create function save_directory(in_practice text, in_generation integer, sealed bytea) returns void
language plpgsql security definer set search_path from current
as $$
begin
  perform write_for(in_practice);
  insert into directory (practice_id, generation, directory) values (in_practice, in_generation, sealed)
  on conflict (practice_id) do update set generation = excluded.generation, directory = excluded.directory;
end
$$;

-- Keeps the first key of the practice itself; gives the one that is kept, which may be another worker's.
create function keep_practice_key(in_practice text, new_key_id text, new_wrapped bytea)
returns table (key_id text, wrapped bytea)
language plpgsql security definer set search_path from current
as $$
begin
  perform write_for(in_practice);
  insert into data_key (practice_id, patient_id, generation, key_id, wrapped)
  values (in_practice, '', 1, new_key_id, new_wrapped) on conflict do nothing;
  return query
  select k.key_id, k.wrapped from data_key k
  where k.practice_id = in_practice and k.patient_id = '' and k.generation = 1;
end
$$;

-- Data keys that are not under the newest key-encryption key, some at a time.
create function keys_to_rewrap(in_practice text, newest text, most integer)
returns table (patient_id text, generation integer, key_id text, wrapped bytea)
language plpgsql set search_path from current
as $$
begin
  perform set_config('implant_journey.practice_id', in_practice, true);
  return query
  select k.patient_id, k.generation, k.key_id, k.wrapped from data_key k
  where k.practice_id = in_practice and k.key_id <> newest
  order by k.patient_id, k.generation limit most;
end
$$;

-- Puts data keys under another key-encryption key, where they still are as they were read; gives how many.
create function save_rewrapped(in_practice text, rewrapped json) returns integer
language plpgsql security definer set search_path from current
as $$
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
$$;

-- Destroys the data keys of a patient with everything that is looked up by; gives the revision that follows. The ledger
-- stays, and nobody can read it; so do the stops in `outliving`. Null when the revision is not the stored one.
create function shred_patient(in_practice text, of_patient text, expected integer, outliving json) returns integer
language plpgsql security definer set search_path from current
as $$
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
$$;

-- Gives every login what its duty needs and nothing else: to read its tables, under the policies, and to call functions.
-- Runs again after each migration.
create function renew_grants() returns void
language plpgsql set search_path from current
as $$
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
$$;

-- Lets an existing role use the schema: as `worker` of all practices, for one `practice`, or as `auditor`.
create function grant_access(to_role name, for_duty text, of_practice text default null) returns void
language plpgsql set search_path from current
as $$
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
$$;

-- Takes back what grant_access gave; open connections are refused from their next statement on.
create function revoke_access(from_role name) returns void
language plpgsql set search_path from current
as $$
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
$$;
