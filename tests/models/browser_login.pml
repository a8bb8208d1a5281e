/* A login that begins in a browser. See docs/protocol.md: Login begun in the browser, Challenge.
 *
 * The user begins in the browser that the app opens addresses in (DEFAULT), in another one (OTHER),
 * or is on a page of a PHISHER, whose server begins logins at the portal and shows the user all
 * that the portal shows. The user is deceived by it and approves whatever comes to the app.
 */

#define DEFAULT 0
#define OTHER 1
#define PHISHER 2
#define STARTS 4 /* logins that are begun, by all together */

mtype = { NONE, OPEN, APPROVED, FINISHED, ELSEWHERE, DENIED, SUPERSEDED };

/* Logins are numbered; the number also stands for cid, cookie and ticket. */
mtype challenge[STARTS + 1] = NONE;
byte began[STARTS + 1];    /* browser that got the cookie */
bool released[STARTS + 1]; /* the waiting page has gone on */
byte starts;
byte open;                 /* "One is open per account" */
byte cookie[3];            /* `__Host-pre` of each browser */
byte opened;               /* ticket that the app has just opened in the default browser */
byte leaked;               /* ticket that the phisher has learnt */
bool offered;              /* "offers to log in there" */
bool session[3];

/* Promise 3. */
ltl phisher_gets_nothing { [] !session[PHISHER] }

/* "The session that began the login gets nothing" when the ticket comes to another browser. */
ltl only_the_default_browser { [] !(session[OTHER] || session[PHISHER]) }

/* With HONEST: wherever the user begins, it ends with a session in the default browser. */
ltl user_gets_in { <> session[DEFAULT] }

/* Meant to be wrong: the counterexample is a login that gets through. */
ltl nobody_gets_in { [] !session[DEFAULT] }

inline begin(browser) {
    starts++;
    if
    :: challenge[open] == OPEN -> challenge[open] = SUPERSEDED
    :: else
    fi;
    open = starts; challenge[open] = OPEN; began[open] = browser; cookie[browser] = open;
    if
    :: browser == DEFAULT -> printf("default browser: begins login %d\n", open)
    :: browser == OTHER -> printf("other browser: begins login %d\n", open)
    :: browser == PHISHER -> printf("phisher: begins login %d with a cookie of its own\n", open)
    fi
}

#ifdef NO_COOKIE_MATCH
#define MATCHES(browser, login) true
#else
#define MATCHES(browser, login) (cookie[browser] == login)
#endif

/* "The portal accepts it only beside the cookie whose hash is in the challenge." */
inline finish(browser, login) {
    if
    :: challenge[login] == APPROVED && MATCHES(browser, login) ->
        challenge[login] = FINISHED;
        printf("portal: login %d is finished\n", login)
    :: challenge[login] == APPROVED && !MATCHES(browser, login) ->
        challenge[login] = ELSEWHERE;
        printf("portal: login %d was begun elsewhere\n", login);
#ifdef OFFER_LOGS_IN_AT_ONCE
        session[browser] = true
#else
        if :: browser == DEFAULT -> offered = true :: else fi
#endif
    :: else /* the ticket is spent */
    fi
}

active proctype User() {
    if
    :: atomic { starts < STARTS -> begin(DEFAULT) }
    :: atomic { starts < STARTS -> begin(OTHER) }
#ifndef HONEST
    :: true /* sees the phisher's page only */
#endif
    fi;
end:
    do
    :: atomic { offered && starts < STARTS -> offered = false; begin(DEFAULT) }
    od
}

active proctype App() {
    byte shown;
end:
    do
    :: atomic { !shown && challenge[open] == OPEN -> shown = open }
    :: atomic { shown && challenge[shown] == OPEN ->
        printf("user: approves login %d in the app\n", shown);
        challenge[shown] = APPROVED; opened = shown; shown = 0
    }
    :: atomic { shown && challenge[shown] != OPEN -> shown = 0 } /* `superseded` */
#ifndef HONEST
    :: atomic { shown && challenge[shown] == OPEN -> challenge[shown] = DENIED; shown = 0 }
#endif
    od
}

active proctype DefaultBrowser() {
end:
    do
    :: atomic { opened ->
        printf("default browser: posts ticket %d\n", opened);
        finish(DEFAULT, opened); opened = 0
    }
    od
}

#ifdef RELEASE_WAITING_PAGE
#define MAY_GO_ON(login) (!released[login] && challenge[login] == APPROVED)
#else
#define MAY_GO_ON(login) (!released[login] && challenge[login] == FINISHED)
#endif

inline go_on(login) {
    released[login] = true; session[began[login]] = true;
    printf("portal: the waiting page of login %d goes on, with a session\n", login)
}

active proctype WaitingPages() {
end:
    do
    :: atomic { MAY_GO_ON(1) -> go_on(1) }
    :: atomic { MAY_GO_ON(2) -> go_on(2) }
    :: atomic { MAY_GO_ON(3) -> go_on(3) }
    :: atomic { MAY_GO_ON(4) -> go_on(4) }
    od
}

#ifndef HONEST
active proctype Phisher() {
end:
    do
#ifndef NO_RELAY
    :: atomic { starts < STARTS -> begin(PHISHER) }
#endif
#ifdef TICKET_LEAKED
    :: atomic { opened && leaked != opened -> leaked = opened }
    :: atomic { challenge[leaked] == APPROVED ->
        printf("phisher: posts ticket %d\n", leaked);
        /* Of the cookies that it got it takes the one that fits. */
        if :: began[leaked] == PHISHER -> cookie[PHISHER] = leaked :: else fi;
        finish(PHISHER, leaked)
    }
#endif
#ifdef COOKIE_PLANTED
    :: atomic { cookie[DEFAULT] != cookie[PHISHER] ->
        printf("phisher: plants its cookie in the default browser\n");
        cookie[DEFAULT] = cookie[PHISHER]
    }
#endif
    od
}
#endif
