/* Counting PINs. See docs/protocol.md: Statements and PIN proof.
 *
 * GUESSES requests with a PIN come to two processes of one portal. Each takes a try in one
 * transaction, by a row, compares, and counts in a second one, which ends the row. A
 * process may be killed, or its transaction fail, between any two of these. Whoever finds a row
 * may verify what it is for: the same bytes that come again, or a process that starts.
 */

#ifndef FAULTS
#define FAULTS 2
#endif
#define TRIES 2
#define GUESSES 3

mtype = { NEW, RESERVED, VERIFIED, REFUSED };

mtype guess[GUESSES] = NEW; /* RESERVED: there is a row */
bool right[GUESSES];
bool compared[GUESSES];     /* somebody could know by now what it is */
byte wrong_compared;
byte tries = TRIES;         /* with those reserved */
byte reserved;              /* rows */
byte wrong;                 /* guesses that were, in a row; each once */
bool locked;
byte faults = FAULTS;

/* With WRONG_ONLY: however the portal is cut off, no guess is free. */
ltl no_free_guess { [] (wrong_compared <= TRIES) }

/* Each try is there or used up by a wrong PIN, and is reserved once at most: none is lost, none
 * counted twice. */
ltl tries_add_up { [] (locked || (tries + wrong == TRIES && reserved <= tries)) }

ltl none_stays_reserved { <> [] (reserved == 0) }

/* With RIGHT_ONLY: who knows the PIN keeps the device. */
ltl right_pins_lock_nothing { [] !locked }

/* Meant to be wrong: the counterexample is a device that five wrong PINs have locked. */
ltl nobody_is_locked { [] !locked }

inline compare(g) {
    if
    :: !compared[g] && !right[g] -> wrong_compared++
    :: else
    fi;
    compared[g] = true
}

/* The row says that it is not counted yet. */
#ifdef COUNTED_BY_EACH
#define MINE(g) true
#else
#define MINE(g) (guess[g] == RESERVED)
#endif

/* One transaction. */
inline count(g) {
    if
    :: MINE(g) ->
        if
        :: right[g] -> tries = TRIES; wrong = 0; printf("portal: guess %d is right\n", g)
        :: else ->
            tries--; printf("portal: guess %d is wrong\n", g);
            if :: guess[g] == RESERVED -> wrong++ :: else fi;
            if
            :: tries == 0 -> locked = true; printf("portal: locks\n")
            :: else
            fi
        fi;
        if :: guess[g] == RESERVED -> reserved-- :: else fi;
        guess[g] = VERIFIED
    :: else
    fi
}

/* One transaction. */
inline take(g) {
    if
    :: tries > reserved && !locked -> reserved++; guess[g] = RESERVED
    :: else ->
        guess[g] = REFUSED;
#ifdef NONE_LEFT_LOCKS
        if :: tries == reserved -> locked = true; printf("portal: locks, no try is left\n") :: else fi
#endif
    fi
}

#ifdef GIVE_BACK_UNVERIFIED
#define LATER(g) guess[g] = VERIFIED; reserved--; printf("portal: gives guess %d back\n", g)
#else
#define LATER(g) skip
#endif

/* Compare and count, where there is a row; a fault may come before and after comparing. */
inline go_on() {
    if
    :: atomic { guess[mine] == RESERVED -> compare(mine) };
        if
        :: atomic { true -> count(mine) }
        :: atomic { faults -> faults--; printf("portal: is killed, guess %d was compared\n", mine) }
        fi
    :: atomic { faults -> faults--; printf("portal: is killed\n") }
    :: atomic { guess[mine] != RESERVED -> skip }
    fi;
    mine = 0
}

#define FIRST(s, g) guess[g] == s -> mine = g

proctype Portal() {
    byte mine;
end:
    do
    :: atomic {
        if :: FIRST(NEW, 0) :: FIRST(NEW, 1) :: FIRST(NEW, 2) fi;
#ifdef COMPARED_FIRST
        compare(mine);
#endif
        take(mine)
        };
        go_on()
#ifndef NEVER_VERIFIED_LATER
    :: atomic {
        if :: FIRST(RESERVED, 0) :: FIRST(RESERVED, 1) :: FIRST(RESERVED, 2) fi;
        LATER(mine)
        };
        go_on()
#endif
    od
}

init {
    atomic {
#ifdef RIGHT_ONLY
        right[0] = true; right[1] = true; right[2] = true;
#else
#ifndef WRONG_ONLY
        if :: right[0] = true :: true fi;
        if :: right[1] = true :: true fi;
        if :: right[2] = true :: true fi;
#endif
#endif
        run Portal(); run Portal()
    }
}
