"""The practice mode: the app's services over a made-up portal in memory. Nothing in it is real."""
