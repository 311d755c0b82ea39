"""What all tests start from."""

import signal

# A shell without job control starts what it puts in the background with interrupts ignored, and programs hand that on
# to those they start: tests that interrupt one would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)
