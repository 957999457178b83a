# Safety alerts: what is wrong, and what to do.

alert-link-silent = Nothing is heard from the aircraft
    .remedy = Look for it, and keep people from below its way home.
alert-failsafe = The autopilot is acting by itself
    .remedy = Read its messages before you give an order.
alert-battery-critical = The battery is nearly empty
    .remedy = Land now.
alert-battery-reserve = The battery is down to its reserve
    .remedy = Bring the aircraft home.
alert-position-lost = The aircraft has no reliable position
    .remedy = Stop the plan and be ready to land by hand.
alert-too-high = The aircraft is above the height limit
    .remedy = Bring it down.
alert-pose-slow = Too few position messages to place what the camera sees
    .remedy = Check the link.
