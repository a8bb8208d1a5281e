"""E-mail addresses that a mail can reach, and that can be a user name."""

from email_validator import EmailNotValidError, validate_email

from portal.accounts.login_name import is_acceptable, normalised


def read_email(text: str) -> str | None:
    """The user name for a typed address; None where it is no address.

    Only syntax is looked at. Letters outside ASCII may be in the domain alone (RFC 5890), and
    only where the form in which user names are compared still names the same domain: "ß" and
    "ss" are two domains, but one user name.
    """
    login = normalised(text)
    try:
        typed, kept = (
            validate_email(form, check_deliverability=False, allow_smtputf8=False, strict=True)
            for form in (text.strip(), login)
        )
    except EmailNotValidError:
        return None
    same = typed.ascii_domain == kept.ascii_domain and kept.normalized == login
    return login if same and is_acceptable(login) else None
