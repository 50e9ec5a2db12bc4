/** How much the newest look counts against all before it. */
const NEWEST_SHARE = 0.1;
/** A look that is this likely to be in vain is not worth its transaction. */
const SURE_SHARE = 0.9;
/** Every so many times somebody looks all the same: habits change. */
const LOOK_AGAIN_EVERY = 20;

interface Habit {
  /** 0 to 1: how often news of this kind concerned their order's workflow lately. */
  concernedShare: number;
  /** How often nobody has looked since somebody did. */
  unseen: number;
}

/**
 * Which kinds of news nearly always concern their order's workflow (an order that is paid waits for its acceptance, a completed one is
 * over), as learned from looking. Being wrong costs one look or one waking, never an order.
 */
export class UsualConcern {
  private readonly habits = new Map<string, Habit>();

  /** True when a look is not worth it. */
  isSure(kind: string): boolean {
    const habit = this.habits.get(kind);
    if (!habit || habit.concernedShare < SURE_SHARE) return false;
    habit.unseen = (habit.unseen + 1) % LOOK_AGAIN_EVERY;
    return habit.unseen !== 0;
  }

  learn(kind: string, concerned: boolean): void {
    const habit = this.habits.get(kind) ?? { concernedShare: 0, unseen: 0 };
    habit.concernedShare += NEWEST_SHARE * (Number(concerned) - habit.concernedShare);
    this.habits.set(kind, habit);
  }
}
