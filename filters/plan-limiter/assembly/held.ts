/**
 * The users whose leases, or unreported admissions, this worker looks after. Who finds no place is not looked after:
 * what is held for them expires by itself, or is reported with their next call.
 */

const PLACES: i32 = 2048;
/** A user is found within so many places of their own. */
const REACH: i32 = 8;

@final
export class Held {
  count: i32 = 0;
  private readonly owners: StaticArray<u64> = new StaticArray<u64>(PLACES);
  /** Units in hand when last looked at, and how often in a row they were as many. */
  private readonly units: StaticArray<u32> = new StaticArray<u32>(PLACES);
  private readonly idle: StaticArray<u8> = new StaticArray<u8>(PLACES);

  add(owner: u64): void {
    let free = -1;
    for (let i = 0; i < REACH; i++) {
      const place = <i32>((owner >> 16) + i) & (PLACES - 1);
      if (this.owners[place] == owner) return;
      if (free < 0 && this.owners[place] == 0) free = place;
    }
    if (free < 0 || owner == 0) return;
    this.owners[free] = owner;
    this.units[free] = 0;
    this.idle[free] = 0;
    this.count++;
  }

  /** The next place at or behind `from` with a user, or -1. */
  next(from: i32): i32 {
    if (this.count == 0) return -1;
    for (let place = from; place < PLACES; place++) {
      if (this.owners[place] != 0) return place;
    }
    return -1;
  }

  ownerAt(place: i32): u64 {
    return this.owners[place];
  }

  /** Notes the units in hand; returns how often in a row they were as many. */
  note(place: i32, units: u32): i32 {
    const isSame = units > 0 && this.units[place] == units;
    this.units[place] = units;
    this.idle[place] = isSame ? min(this.idle[place] + 1, 100) : 0;
    return this.idle[place];
  }

  remove(place: i32): void {
    this.owners[place] = 0;
    this.count--;
  }
}
