/* A login that begins in the app. See docs/protocol.md: Login begun in the app, claim, claimok.
 *
 * The ticket has leaked. USERS is the browser that the app opened, THIEFS one of somebody else's;
 * either may post the ticket at any time, twice, or never.
 */

#define USERS 0
#define THIEFS 1
#define POSTS 2

mtype = { ISSUED, CLAIMED, DONE, VOID };

mtype ticket = ISSUED;
bool late;      /* the ticket's 60 seconds are over */
byte holder;    /* browser that has claimed the ticket, by its cookie */
bool same[2];   /* the browser has the app's address */
bool posted[2];
bool rights[2];
bool ever[2];   /* had rights at some time */
bool yes_to[2]; /* the user was shown this browser and agreed */

ltl one_browser { [] !(ever[USERS] && ever[THIEFS]) }

/* "A second post voids the ticket", also when the first browser is in already. */
ltl both_posted_none_keeps { [] !(posted[USERS] && posted[THIEFS] && (rights[USERS] || rights[THIEFS])) }

/* "The app confirms by itself when there is one claim and the address is its own, else it asks." */
ltl far_thief_needs_a_yes { [] (rights[THIEFS] && !same[THIEFS] -> yes_to[THIEFS]) }

/* Not promised of a thief at the app's own address, as long as the user's browser does not post. */
ltl thief_gets_nothing { [] !rights[THIEFS] }

/* With HONEST: no thief, a user who agrees; but answers get lost and the page posts again. */
ltl user_gets_in { <> [] rights[USERS] }

/* Meant to be wrong: the counterexample is a login that gets through. */
ltl nobody_gets_in { [] !rights[USERS] }

/* The same browser may post again: its answer was lost. It has its cookie since the page came. */
#ifdef REPETITION_IS_A_CLAIM
#define ANOTHER(b) true
#else
#define ANOTHER(b) (holder != b)
#endif

#ifdef FIRST_WINS
#define VOIDS(b) false
#else
#ifdef DONE_IS_FINAL
#define VOIDS(b) (ticket == CLAIMED && ANOTHER(b))
#else
#ifdef VOID_ONLY_IN_TIME
#define VOIDS(b) (!late && (ticket == CLAIMED || ticket == DONE) && ANOTHER(b))
#else
#define VOIDS(b) ((ticket == CLAIMED || ticket == DONE) && ANOTHER(b))
#endif
#endif
#endif

inline let_in(b) {
    ticket = DONE; rights[b] = true; ever[b] = true;
    if
    :: b == USERS -> printf("portal: lets the user's browser in\n")
    :: b == THIEFS -> printf("portal: lets the thief in\n")
    fi
}

/* One transaction. */
inline post(b) {
    posted[b] = true;
    if
    :: ticket == ISSUED ->
        holder = b;
#ifdef NO_CLAIM_STEP
        let_in(b)
#else
        ticket = CLAIMED
#endif
#ifdef LAST_WINS
    :: (ticket == CLAIMED || ticket == DONE) && holder != b ->
        holder = b;
        if :: ticket == DONE -> let_in(b) :: else fi
#else
    :: VOIDS(b) ->
        ticket = VOID; rights[USERS] = false; rights[THIEFS] = false;
        printf("portal: a second post, the ticket is void, nobody is in\n")
#endif
    :: else
    fi
}

active proctype UsersBrowser() {
    byte posts;
    if :: same[USERS] = true :: true fi; /* a proxy may give it another address */
end:
    do
    :: atomic { posts < POSTS ->
        printf("user's browser: posts the ticket\n");
        posts++; post(USERS)
    }
    od
}

active proctype App() {
    byte seen; /* the answer to `claim`; the portal may be further when `claimok` comes */
end:
    atomic { ticket == CLAIMED -> seen = holder };
#ifndef ADDRESS_NOT_COMPARED
    if
    :: same[seen]
    :: !same[seen] ->
        if
        :: atomic { yes_to[seen] = true; printf("user: agrees to the browser that the app shows\n") }
#ifndef HONEST
        :: atomic { ticket == CLAIMED -> ticket = VOID; printf("user: refuses that browser\n") }
#endif
        fi
    fi;
#endif
    atomic {
        printf("app: confirms\n");
        if :: ticket == CLAIMED -> let_in(holder) :: else fi
    }
}

#ifndef HONEST
active proctype Thief() {
    byte posts;
    if :: same[THIEFS] = true :: true fi;
end:
    do
    :: atomic { posts < POSTS ->
        if
        :: same[THIEFS] -> printf("thief at the app's address: posts the ticket\n")
        :: else -> printf("thief at another address: posts the ticket\n")
        fi;
        posts++; post(THIEFS)
    }
    od
}

active proctype Clock() {
    atomic {
        late = true;
        printf("portal: the ticket's time is over\n");
        if :: ticket == ISSUED || ticket == CLAIMED -> ticket = VOID :: else fi
    }
}
#endif
