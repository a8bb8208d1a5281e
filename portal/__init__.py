"""The companion portal: it keeps accounts and devices, and logs browsers in by way of the app.

Split by what it is about: keys, accounts, devices (PA/1), login (pages). `app` puts it together.
"""
