// Things gathered under a key. In: groups, a key, a thing. Out: nothing; the thing is the last of its group.

export function addTo<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
