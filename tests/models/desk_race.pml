/* A clearance, and devices that change meanwhile. See docs/adr: the registration, and
 * portal/domain/clearance/decisions.py.
 *
 * Somebody else reads the user's mails: that is a browser on the registration, so a code and the
 * button that replaces a device, until the account is cleared. It is no PIN and no certificate.
 * A device is a bit: the user's own, another one of the user's, invited with the PIN of the first,
 * and the thief's.
 */

#define OWN 1
#define FURTHER 2
#define THIEFS 4

mtype = { OPEN, ORDERED, CLEARED };

mtype registration = OPEN;
byte live;        /* devices */
byte waiting;     /* devices whose second PIN is missing */
byte used;        /* devices that have had a code */
byte code;        /* whom it was given to; 0 is nobody */
bool certificate; /* it is handed in */
byte handed_in;   /* how often */
byte first;       /* 1 + the clerk who has cleared first; 0 is nobody */
byte first_seen;  /* devices that the page of that clerk showed */
byte first_page;  /* the certificate, likewise */
bool unseen;      /* a device is let in that no clerk was shown */

ltl no_unseen_device { [] !unseen }

/* With USER_LOOKS: nobody hands in a certificate while his own app says that its device is gone. */
ltl thief_gets_nothing { [] !(registration == CLEARED && (live & THIEFS) != 0) }

/* Meant to be wrong: the counterexample is a clearance. */
ltl nobody_is_cleared { [] (registration != CLEARED) }

inline order() {
    if
    :: registration == OPEN && certificate && live != 0 ->
        registration = ORDERED; first = 0;
        printf("portal: a clerk has it\n")
    :: else
    fi
}

inline take_back() {
    if
#ifdef STAYS_AT_THE_DESK
    :: true
#else
    :: registration == ORDERED ->
        registration = OPEN; first = 0;
#ifndef CERTIFICATE_KEPT
        certificate = false;
#endif
        printf("portal: takes it back from the desk\n")
    :: else
#endif
    fi
}

/* The pages give a code while there is no active device and no clearance. */
inline ask_code(who) {
    atomic { registration != CLEARED && live == 0 && (used & who) == 0 ->
        code = who; printf("portal: a code\n") }
}

inline activate(who) {
    atomic { code == who -> code = 0; used = used | who; waiting = waiting | who;
        printf("portal: a device waits for its second PIN\n") }
}

inline confirm(who) {
    atomic { (waiting & who) != 0 ->
#ifdef ATTEMPTS_LIVE_ON
        waiting = waiting & ~who;
#else
        code = 0; waiting = 0;
#endif
        live = live | who;
        if :: registration == CLEARED -> unseen = true :: else fi;
        printf("portal: a device is active\n");
        take_back();
        order()
    }
}

active proctype User() {
end:
    do
    :: ask_code(OWN)
    :: activate(OWN)
    :: confirm(OWN)
    :: atomic {
#ifdef USER_LOOKS
        (live & OWN) != 0 &&
#endif
        registration == OPEN && !certificate && handed_in < 2 ->
        certificate = true; handed_in++;
        printf("user: hands in a certificate\n");
        order()
       }
       /* Proven by the PIN of a device that is active: it takes nothing back. */
    :: atomic { (live & OWN) != 0 && (used & FURTHER) == 0 ->
        used = used | FURTHER; live = live | FURTHER;
        printf("user: adds a further device with the PIN\n") }
    od
}

active proctype Thief() {
end:
    do
    :: ask_code(THIEFS)
    :: activate(THIEFS)
    :: confirm(THIEFS)
    :: atomic { registration != CLEARED && live != 0 ->
        live = 0; code = 0; waiting = 0;
        printf("thief: replaces the device\n");
        take_back()
       }
    od
}

inline let_in(seen) {
    registration = CLEARED;
    printf("clerk: clears\n");
    if :: (live & ~(seen)) != 0 -> unseen = true :: else fi;
#ifndef ATTEMPTS_LIVE_ON
    code = 0; waiting = 0
#endif
}

inline decide() {
#ifdef TWO_CLERKS
    if
#ifdef FIRST_HOLDS_FOR_ANYTHING
    :: first == 0 ->
#else
    :: first == 0 || first_seen != live || first_page != handed_in ->
#endif
        first = 1 + _pid; first_seen = shown; first_page = page;
        printf("clerk: clears first\n")
    :: else ->
        if :: first != 1 + _pid -> let_in(shown & first_seen) :: else fi
    fi
#else
    let_in(shown)
#endif
}

#ifdef PAGE_NOT_COMPARED
#define AS_SHOWN (registration == ORDERED)
#else
#define AS_SHOWN (registration == ORDERED && shown == live && page == handed_in)
#endif

active [2] proctype Clerk() {
    byte shown, page;
    bool agrees;
end:
    do
    :: atomic { registration == ORDERED -> shown = live; page = handed_in;
        printf("clerk: looks at the page\n") };
#ifdef LOOK_THEN_DECIDE
       agrees = AS_SHOWN;
       atomic { if :: agrees && registration == ORDERED -> decide() :: else fi }
#else
       atomic { agrees = AS_SHOWN; if :: agrees -> decide() :: else fi }
#endif
    od
}
