/* The activation of PA/1. See docs/protocol.md: Messages (activate, confirm, status), Recorded
 * answers, Nonce, States; and docs/models.md for what is left out.
 *
 * App, portal and network fail FAULTS times, wherever they like: a crash between any two writes, a
 * message lost or slow, a proxy's page in place of an answer. One `atomic` is one write that
 * outlives a crash, or one message sent.
 */

#ifndef FAULTS
#define FAULTS 3
#endif
#define PERIODS 2 /* of 300 seconds; a nonce is good within the period in which it was made */
#define JTIS 16   /* more than can be used up with so many faults */

mtype = { NONE, KEY_WRITTEN, PROVISIONAL, ACTIVE };          /* States */
mtype = { activate, confirm, status };                       /* Messages */
mtype = { activation_refused, unknown_device, nonce_stale, gone }; /* Problems */
mtype = { proxy_page };                                      /* what no portal has signed */

/* Two attempts with one code; each makes a device key, so its number also stands for `dev`. */
mtype item[2] = NONE;   /* in the keyring */
bool entry[2];          /* in the profile file */
bool in_memory[2];      /* the running app holds the key */
bool begun[2];
mtype portal[2] = NONE; /* the device at the portal */
byte code_uses;
mtype recorded[JTIS];
byte recorded_nn[JTIS];

byte faults = FAULTS;
byte period = 1;        /* by the portal's clock */
byte waiting;           /* jti whose answer the app waits for */
byte busy;              /* requests that the portal is working on */
chan request = [3] of { mtype, byte, byte, byte }; /* m, dev, jti, n */
chan answer = [1] of { mtype, byte };              /* to `waiting` (irt): body, nn */

/* The portal never holds an active device whose key the app has given up. */
#define GONE(d) (begun[d] && item[d] == NONE && !in_memory[d])
#define ORPHANED(d) (portal[d] == ACTIVE && GONE(d))
ltl never_orphaned { [] !(ORPHANED(0) || ORPHANED(1)) }

/* The app never takes itself for active before the portal does. */
#define AHEAD(d) (item[d] == ACTIVE && portal[d] != ACTIVE)
ltl never_ahead { [] !(AHEAD(0) || AHEAD(1)) }

ltl code_used_once { [] (code_uses <= 1) }

/* No key lies in the keyring that the profile file does not know of. */
#define STRAY(d) (item[d] != NONE && !entry[d])
ltl no_stray_key { [] !(STRAY(0) || STRAY(1)) }

/* Promise 5: as long as the portal holds the device, the app can still finish it. */
#define LOST(d) (portal[d] != NONE && GONE(d))
ltl no_code_lost { [] !(LOST(0) || LOST(1)) }

/* After the last fault both sides come to be active, or both to have nothing. */
#define BOTH_ACTIVE(d) (item[d] == ACTIVE && portal[d] == ACTIVE)
#define BOTH_NOTHING(d) (item[d] == NONE && !entry[d] && portal[d] == NONE)
#define SETTLED(d) (BOTH_ACTIVE(d) || BOTH_NOTHING(d))
ltl settles { <> [] (SETTLED(0) && SETTLED(1)) }

/* Meant to be wrong: the counterexample is an activation that gets through. */
ltl nobody_activates { [] !(BOTH_ACTIVE(0) || BOTH_ACTIVE(1)) }

/* ---------------------------------------------------------------- app */

mtype = { off, resting, writes_entry, writes_item, sends, waits, writes_provisional, writes_active,
          marks_entry, deletes_item, deletes_entry };
mtype step = resting;
byte a;              /* number of the attempt */
mtype m; byte jti, n /* the request under way: identical bytes until it is answered */
byte nonce;
bool starting_over;

inline make(message) {
    m = message; jti++;
    n = (message == activate -> 0 : nonce);
    step = sends
}

inline make_key() {
    begun[a] = true; in_memory[a] = true;
    printf("app: makes key %d\n", a);
#ifdef NO_WRITE_AHEAD
    make(activate)
#else
    step = writes_entry
#endif
}

inline hang_up() {
    waiting = 0;
    if :: nempty(answer) -> answer?_, _ :: empty(answer) fi
}

inline hear(b) {
    if
    :: b == proxy_page ->
        printf("app: gets a page that the portal has not signed\n");
#ifdef FOREIGN_ANSWER_BELIEVED
        step = deletes_item
#else
        step = sends /* "the portal was not reached" */
#endif
    :: b == nonce_stale -> make(m)
    :: b == activation_refused || b == unknown_device || b == gone -> step = deletes_item
    :: b == PROVISIONAL && m == activate -> step = writes_provisional
    :: b == PROVISIONAL && m == status && !starting_over -> make(confirm) /* PIN typed again */
    :: b == PROVISIONAL && m == status && starting_over -> step = deletes_item
    :: b == ACTIVE -> step = writes_active
    fi
}

active proctype App() {
    mtype b; byte nn;
end:
    do
    :: atomic { step == resting && !begun[0] -> make_key() }
    /* The entry is written first and removed last. */
    :: atomic { step == writes_entry -> entry[a] = true; step = writes_item }
    :: atomic { step == writes_item ->
#ifdef NO_WRITE_AHEAD
        item[a] = PROVISIONAL; make(confirm);
#else
        item[a] = KEY_WRITTEN; make(activate);
#endif
        printf("app: writes the item\n")
    }
    :: atomic { step == writes_provisional ->
#ifdef NO_WRITE_AHEAD
        step = writes_entry
#else
        item[a] = PROVISIONAL; make(confirm);
        printf("app: brings the item to PROVISIONAL\n")
#endif
    }
    :: atomic { step == writes_active ->
        item[a] = ACTIVE; step = marks_entry;
        printf("app: brings the item to ACTIVE\n")
    }
    :: atomic { step == marks_entry -> step = resting } /* it is an activation no longer */
    :: atomic { step == sends && nfull(request) ->
        request!m, a, jti, n; waiting = jti; step = waits;
        printf("app: sends %e, jti %d\n", m, jti);
#ifdef ACTIVE_BEFORE_THE_ANSWER
        if :: m == confirm -> item[a] = ACTIVE :: else fi
#endif
    }
    :: atomic { step == waits && nempty(answer) ->
        answer?b, nn; waiting = 0;
        if :: nn -> nonce = nn :: else fi;
        hear(b)
    }
    /* Nothing is under way any more, or the app's patience is over: the same bytes again. */
    :: atomic { step == waits && empty(request) && empty(answer) && !busy -> step = sends }
    :: atomic { step == waits && faults -> faults--; step = sends }
    :: atomic { step == deletes_item ->
        item[a] = NONE; in_memory[a] = false; step = deletes_entry;
        printf("app: drops key %d\n", a)
    }
    :: atomic { step == deletes_entry ->
        entry[a] = false; step = resting;
        if
        :: true
        :: a == 0 -> printf("user: types the same code again\n"); a = 1; make_key()
        fi
    }
    :: atomic { faults && step != off && step != resting ->
        printf("app: crashes\n");
        faults--; in_memory[a] = false; nonce = 0; hang_up(); step = off
    }
    /* The next start asks how far the activation had come. */
    :: atomic { step == off ->
        printf("app: starts again\n");
        if
        :: item[a] != NONE -> in_memory[a] = true; make(status)
        :: item[a] == NONE && entry[a] -> step = deletes_entry
        :: item[a] == NONE && !entry[a] -> step = resting
        fi
    }
#ifdef START_OVER_DROPS
    :: atomic { step == waits -> printf("user: starts over\n"); hang_up(); step = deletes_item }
#endif
#ifdef START_OVER_ASKS
    :: atomic { step == waits && !starting_over ->
        printf("user: starts over\n"); starting_over = true; hang_up(); make(status)
    }
#endif
    od
}

/* ------------------------------------------------------------- portal */

/* One transaction. A recorded answer comes before the nonce, and both after the device's
 * signature: it cannot be checked for a device that is not stored, but activate brings the key.
 */
inline handle() {
    if
    :: recorded[j] && (q == activate || portal[d] != NONE) -> b = recorded[j]; nn = recorded_nn[j]
    :: else ->
        if
        :: q == activate && free ->
            code_uses++; portal[d] = PROVISIONAL; b = PROVISIONAL; nn = period
        :: q == activate && !free -> b = activation_refused
        :: q != activate && portal[d] == NONE -> b = unknown_device
        :: q == status && portal[d] != NONE -> b = portal[d]; nn = period
        :: q == confirm && portal[d] != NONE && n_ != period -> b = nonce_stale; nn = period
#ifdef CONFIRM_ONLY_ONCE
        :: q == confirm && portal[d] == ACTIVE && n_ == period -> b = gone; nn = period
        :: q == confirm && portal[d] == PROVISIONAL && n_ == period ->
#else /* for a device that is active already it is said again */
        :: q == confirm && portal[d] != NONE && n_ == period ->
#endif
            portal[d] = ACTIVE; b = ACTIVE; nn = period
        fi;
#ifndef NO_RECORDED_ANSWERS
        if
        :: q == activate || b == ACTIVE -> recorded[j] = b; recorded_nn[j] = nn
        :: else
        fi
#endif
    fi;
    printf("portal: %e, jti %d: %e\n", q, j, b)
}

inline finish() { busy--; q = 0; b = 0; d = 0; j = 0; n_ = 0; nn = 0; free = false }

inline reply(body, next) {
    if
    :: waiting == j && empty(answer) -> answer!body, next
    :: waiting != j || nempty(answer) /* nobody listens any more */
    fi;
    finish()
}

#ifdef IN_ORDER
#define WORKERS 1
#define TAKE :: request?q, d, j, n_
#else /* a request may overtake an earlier one, on the way or in the portal */
#define WORKERS 2
#define TAKE :: request??activate, 0, j, n_ -> q = activate; d = 0 \
             :: request??activate, 1, j, n_ -> q = activate; d = 1 \
             :: request??confirm, d, j, n_ -> q = confirm \
             :: request??status, d, j, n_ -> q = status
#endif

active [WORKERS] proctype Portal() {
    mtype q, b; byte d, j, n_, nn; bool free;
end:
    do
    :: atomic { if TAKE fi; busy++; free = (code_uses == 0) };
        if
        :: atomic {
#ifndef CODE_CHECKED_BEFORE
            free = (code_uses == 0);
#endif
            handle() };
            if
            :: atomic { true -> reply(b, nn) }
            :: atomic { faults -> faults--; finish(); printf("portal: crashes, no answer\n") }
            :: atomic { faults -> faults--; reply(proxy_page, 0) }
            fi
        :: atomic { faults -> faults--; printf("network: loses %e, jti %d\n", q, j); finish() }
        :: atomic { faults -> faults--; reply(proxy_page, 0) }
        fi
    od
}

#define LATE(d) (portal[d] == PROVISIONAL)

active proctype Clock() {
end:
    do
#ifndef NO_ROLL_BACK
    :: atomic { LATE(0) -> portal[0] = NONE; printf("portal: rolls key 0 back after 600 s\n") }
    :: atomic { LATE(1) -> portal[1] = NONE; printf("portal: rolls key 1 back after 600 s\n") }
#endif
    :: atomic { period < PERIODS -> period++; printf("portal: all nonces become stale\n") }
    od
}
