/* Nonces and ratchet of one instance. See docs/protocol.md: Recorded answers, Nonce, Instances and
 * their ratchets.
 *
 * The app signs SIGNED recorded requests, each once the one before was answered or given up. What
 * was sent arrives at any time later, in any order, more than once or never; an answer is lost
 * FAULTS times. The portal carries a request out or refuses it, and records either.
 */

#define SIGNED 4
#define FAULTS 3
#define NOBODY 255

byte generation;      /* the last recorded request, to which nonces are bound */
byte current;         /* ratchet values, by the number of the answer that brought them */
byte previous;
byte issued;
bool suspect;
byte n_of[SIGNED];    /* what the request was signed with */
byte r_of[SIGNED];
bool sent[SIGNED];
bool recorded[SIGNED];
byte nr_of[SIGNED];   /* of the recorded answer */
byte nn_of[SIGNED];
bool late_done;       /* carried out after a later one was answered */
byte waiting = NOBODY;
byte made;
byte nonce;           /* in the app */
byte ratchet;
byte faults = FAULTS;
byte copied;          /* the ratchet value of the thief's copy */
bool has_copy;
bool since;           /* a request was recorded that knew the answer to one after the copy */
bool late_listener;   /* the copy was served after that */
byte carried_out;

/* "A request that was overtaken by a later one is never carried out." */
ltl overtaken_is_not_done { [] !late_done }

/* Without a copy: nothing that the network does makes the device suspect. */
ltl honest_is_never_suspect { [] !suspect }

/* With a THIEF that has a copy and only polls. */
ltl listener_is_found_out { [] !late_listener }

/* Meant to be wrong: the counterexample is an app whose last request is carried out. */
ltl nothing_gets_through { [] (carried_out < SIGNED) }

#ifdef PREVIOUS_IS_REFUSED
#define GOOD(r) (r == current)
#else
#define GOOD(r) (r == current || r == previous)
#endif

#ifdef NONCES_NOT_BOUND
#define FRESH(n) true
#else
#define FRESH(n) (n == generation)
#endif

inline advance(q) {
    generation = q + 1; issued++;
    previous = r_of[q]; current = issued;
    nr_of[q] = issued; nn_of[q] = generation;
    if :: has_copy && r_of[q] != copied -> since = true :: else fi
}

inline note_late(q) {
    byte other;
    for (other : q + 1 .. SIGNED - 1) {
        if :: recorded[other] -> late_done = true :: else fi
    };
    other = 0
}

/* One transaction. */
inline handle(q) {
    if
    :: recorded[q] || suspect -> skip
    :: !recorded[q] && !suspect && !FRESH(n_of[q]) -> skip /* nonce-stale, not recorded */
    :: !recorded[q] && !suspect && FRESH(n_of[q]) && !GOOD(r_of[q]) ->
        suspect = true; printf("portal: request %d, suspect\n", q)
    :: !recorded[q] && !suspect && FRESH(n_of[q]) && GOOD(r_of[q]) ->
        if
        :: true ->
            note_late(q); carried_out++; advance(q); recorded[q] = true;
            printf("portal: carries request %d out\n", q)
        :: true ->
            recorded[q] = true;
#ifdef REFUSALS_DO_NOT_ADVANCE
            nn_of[q] = generation; nr_of[q] = NOBODY;
#else
            advance(q);
#endif
            printf("portal: refuses request %d\n", q)
        fi
    fi
}

/* The answer reaches the app if it still waits for it. */
inline reply(q) {
    if
    :: waiting == q && recorded[q] ->
        nonce = nn_of[q];
        if :: nr_of[q] != NOBODY -> ratchet = nr_of[q] :: else fi;
        waiting = NOBODY
    :: waiting == q && !recorded[q] -> nonce = generation; waiting = NOBODY
    :: else
    fi
}

active proctype App() {
end:
    do
    :: atomic { waiting == NOBODY && made < SIGNED ->
        n_of[made] = nonce; r_of[made] = ratchet; sent[made] = true;
        waiting = made; made++;
        printf("app: sends request %d\n", waiting)
    }
    :: atomic { waiting != NOBODY && faults -> faults--; waiting = NOBODY;
        printf("app: gives up\n")
    }
    /* A poll without a nonce brings a fresh one, as the portal's answer to it. */
    :: atomic { waiting == NOBODY && nonce != generation && made < SIGNED -> nonce = generation }
    od
}

active proctype Network() {
    byte q;
end:
    do
    :: atomic {
        if :: sent[0] && !recorded[0] -> q = 0
           :: sent[1] && !recorded[1] -> q = 1
           :: sent[2] && !recorded[2] -> q = 2
           :: sent[3] && !recorded[3] -> q = 3
           :: waiting != NOBODY && recorded[waiting] -> q = waiting
        fi;
        handle(q);
        if
        :: true -> reply(q)
        :: faults -> faults--; printf("network: loses the answer to request %d\n", q)
        fi;
        q = 0
    }
    od
}

#ifdef THIEF
active proctype Thief() {
end:
    do
    :: atomic { !has_copy -> has_copy = true; copied = ratchet; printf("thief at the profile: copies it\n") }
    :: atomic { has_copy && !suspect ->
#ifdef POLLS_NOT_COMPARED
        if :: since -> late_listener = true; printf("portal: serves the copy\n") :: else fi
#else
        if
        :: GOOD(copied) && since -> late_listener = true; printf("portal: serves the copy\n")
        :: GOOD(copied) && !since -> skip
        :: !GOOD(copied) -> suspect = true; printf("portal: finds the copy out\n")
        fi
#endif
    }
    od
}
#endif
