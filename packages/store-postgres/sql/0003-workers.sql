-- What workers share beside the journeys: when there is work next, whose turn it is to read a chart, what a provider still
-- takes, and a wake-up call.

-- What is left of a provider's limit. Keys name channels, practices and locations, nothing of a patient.
create table permit (
  key text collate "C" primary key,
  remaining double precision not null,
  counted_at timestamptz not null
);

-- Until when nobody else reads a feed.
create table feed_turn (
  practice_id text collate "C" not null,
  source text collate "C" not null,
  until timestamptz not null,
  primary key (practice_id, source)
);
alter table feed_turn enable row level security;
alter table feed_turn force row level security;
create policy own_practice on feed_turn using (practice_id = (select practice_in_use()));

-- Takes permits, in order of key, so that two callers never wait for each other. `requests` is an array of key, wanted,
-- per_second; the answers come in their order.
create function take_permits(requests json, moment timestamptz)
returns table (granted integer)
language plpgsql security definer set search_path from current
as $$
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
$$;

-- Whether the caller may read a feed: then nobody else may before `new_until`.
create function claim_feed(in_practice text, of_source text, moment timestamptz, new_until timestamptz)
returns table (is_ours boolean)
language plpgsql security definer set search_path from current
as $$
begin
  perform write_for(in_practice);
  insert into feed_turn as t (practice_id, source, until) values (in_practice, of_source, new_until)
  on conflict (practice_id, source) do update set until = excluded.until where t.until <= moment;
  return query select found;
end
$$;

-- When the next journey can be claimed: when it is due, or when its lease ends. Of those that are leased it looks at the
-- thousand longest due alone.
create function next_due() returns table (due_at timestamptz)
language plpgsql security definer set search_path from current
as $$
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
$$;

-- Applies changes, and wakes the workers when one is due within seconds. Only then: every call has its price at commit.
create function apply_and_wake(in_practice text, patients text[], changes json, soonest timestamptz)
returns table (number integer, revision integer)
language plpgsql set search_path from current
as $$
begin
  return query select * from apply_changes(in_practice, patients, changes);
  if soonest <= clock_timestamp() + interval '5 seconds' then
    perform pg_notify(current_schema() || '_due', '');
  end if;
end
$$;

alter function renew_grants() rename to renew_grants_of_journeys;
create function renew_grants() returns void
language plpgsql set search_path from current
as $$
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
$$;
