/* Workplaces of a roaming device. See docs/protocol.md: Instances and their ratchets, enrol.
 *
 * MACHINES computers use one profile, in any order; MOST of them are known to the portal. The user
 * knows the PIN; the thief has a copy of the profile on a computer of its own, and does not.
 */

#define MACHINES 3
#define THIEFS 2  /* the last one is the thief's */
#define MOST 1
#define USES 4
#define TRIES 2

bool known[MACHINES];
byte age[MACHINES];     /* how many others were used since */
byte count;             /* known ones */
bool suspect;
bool locked;
byte tries = TRIES;
bool thief_in;          /* the thief's computer was served, beyond status */
bool served;            /* the user's newest workplace was served */
byte uses;

/* A limit that is reached makes nobody suspect. */
ltl nobody_becomes_suspect { [] !suspect }

/* Who has the profile without the PIN is served nowhere. */
ltl thief_gets_nothing { [] !thief_in }

/* However many computers the user has, the next one works after the PIN. */
ltl never_more_than_most { [] (count <= MOST) }

/* Without the PIN no workplace of the user is pushed out. */
ltl one_stays_known { [] (uses == 0 || count > 0) }

/* Meant to be wrong: the counterexample is a second computer that works. */
ltl only_the_first_is_served { [] !served }

inline use(m) {
    byte other;
    for (other : 0 .. MACHINES - 1) { if :: known[other] -> age[other]++ :: else fi };
    age[m] = 0; other = 0
}

/* The one unused longest; ties go to the lower number. */
inline push_out() {
    byte each, oldest;
    oldest = MACHINES;
    for (each : 0 .. MACHINES - 1) {
        if
        :: known[each] && (oldest == MACHINES || age[each] > age[oldest]) -> oldest = each
        :: else
        fi
    };
    if
    :: oldest < MACHINES ->
        known[oldest] = false; count--;
        printf("portal: forgets computer %d\n", oldest)
    :: else
    fi;
    each = 0; oldest = 0
}

inline enrol(m, pin) {
    if
    :: locked || suspect || tries == 0 -> skip
    :: else ->
        if
#ifdef PUSHED_OUT_WITHOUT_PIN
        :: true -> if :: count >= MOST && !known[m] -> push_out() :: else fi
#endif
        :: pin ->
            tries = TRIES;
            if
            :: known[m] -> skip
            :: else ->
#ifndef NO_REPLACEMENT
                if :: count >= MOST -> push_out() :: else fi;
#endif
                known[m] = true; count++; use(m);
                printf("portal: makes computer %d known\n", m)
            fi
        :: !pin ->
            tries--;
            if :: tries == 0 -> locked = true; printf("portal: locks\n") :: else fi
        fi
    fi
}

/* Anything but status and enrol. */
inline message(m) {
    if
    :: locked || suspect -> skip
    :: known[m] && !locked && !suspect ->
        use(m);
        if
        :: m == THIEFS -> thief_in = true; printf("portal: serves the thief\n")
        :: m == 1 -> served = true; printf("portal: serves computer %d\n", m)
        :: else
        fi
    :: !known[m] && !locked && !suspect ->
#ifdef LIMIT_MAKES_SUSPECT
        if :: count >= MOST -> suspect = true; printf("portal: one too many, suspect\n") :: else fi
#else
#ifdef NEW_ONES_ARE_TAKEN
        if
        :: count < MOST -> known[m] = true; count++
        :: else -> push_out(); known[m] = true; count++
        fi;
        if :: m == THIEFS -> thief_in = true; printf("portal: serves the thief\n") :: else fi
#else
        skip /* unknown-instance */
#endif
#endif
    fi
}

active proctype User() {
    byte m;
    atomic { known[0] = true; count = 1 };
end:
    do
    :: atomic { uses < USES -> uses++; if :: m = 0 :: m = 1 fi; message(m) };
        if
        :: atomic { !known[m] -> printf("user: enters the PIN on computer %d\n", m); enrol(m, true) };
            atomic { message(m) }
        :: atomic { known[m] -> skip }
        fi
    od
}

active proctype Thief() {
    byte turns;
end:
    do
    :: atomic { turns < 3 -> turns++; message(THIEFS) }
    :: atomic { turns < 3 -> turns++; enrol(THIEFS, false) }
    od
}
