# What aircraft say themselves (MAVLink STATUSTEXT), in our words; .remedy is what to do about it.

# Arming.

said-arming-health = Does not arm: something is not in order
    .remedy = See what is missing under “Before the flight”.
said-arming-calibrating = Does not arm: it is being calibrated
    .remedy = Wait until the calibration is done.
said-arming-throttle = Does not arm: the throttle is too high
    .remedy = Pull the throttle of the hand controller down.
said-arming-mode = Does not arm in this flight mode
    .remedy = Choose another flight mode on the hand controller.
said-disarming-flying = Does not disarm: it has not landed
    .remedy = Land first.
said-armed = Armed
said-disarmed-landing = Disarmed after landing
said-disarmed-waiting = Disarmed: it did not take off in time
    .remedy = Arm again when you are ready to take off.
said-disarmed-kill = Disarmed by the kill switch
said-disarmed = Disarmed
said-kill-off = The kill switch is off again

# Not ready to arm.

said-gps-weak = Satellite reception too poor to fly
    .remedy = Wait under open sky, away from walls and metal.
said-gps-drifts = The satellite position drifts
    .remedy = Wait under open sky, away from walls and metal.
said-gps-jammed = Satellite reception is jammed
    .remedy = Bring it home or fly it by hand; report the jamming.
said-gps-spoofed = Somebody sends false satellite signals: the position may be wrong
    .remedy = Bring it home by hand; do not trust the place it shows.
said-gps-used = Uses the satellite position
said-gps-unused = Does not use the satellite position any more
    .remedy = Keep it in sight; land if in doubt.
said-position-weak = Knows only roughly where it is
    .remedy = Keep it in sight; land if in doubt.
said-heading-weak = The heading from satellites is not reliable
    .remedy = Land now.
said-heading-unsteady = The heading is not steady yet
    .remedy = Keep it still, away from metal, and wait half a minute.
said-estimate-unsteady = Attitude, height or speed is not steady yet
    .remedy = Keep it still, away from metal, and wait half a minute.
said-home-missing = The home position is not set yet
    .remedy = Wait under open sky, away from walls and metal.
said-compass-disturbed = Something magnetic disturbs the compass
    .remedy = Move it away from cars, reinforced concrete and cables.
said-compass-calibrate = The compass is not calibrated
    .remedy = Calibrate it before the next flight.
said-compass-land = The compass is wrong
    .remedy = Land now.
said-sensor-calibrate = A motion sensor is not calibrated
    .remedy = Calibrate it before the next flight.
said-sensor-missing = A sensor is missing or does not answer
    .remedy = Do not fly; let somebody who knows the aircraft look at it.
said-sensor-fails = A sensor fails: { $sensor } { $number }
    .remedy = Keep it in sight; land if in doubt.
said-sensor-clipping = Shakes too much to fly safely
    .remedy = Land now and look for damaged propellers.
said-station-missing = Does not hear the ground station
    .remedy = Look at radio and network, and wait until the link is back.
said-safety-button = The safety button is not pressed
    .remedy = Press the safety button on the aircraft.
said-kill-on = The kill switch is on
    .remedy = Switch it off on the hand controller.
said-return-switch = The return switch is on
    .remedy = Switch it off on the hand controller.
said-terminated = The flight was terminated
    .remedy = Switch its power off and on before the next flight.
said-card = The memory card is missing or needs a look
    .remedy = Put in a memory card, or fetch what is on it.
said-usb = A USB cable is plugged in
    .remedy = Unplug the cable.
said-power = The power supply is not in order
    .remedy = Do not fly; let somebody who knows the aircraft look at it.
said-motor = A motor or propeller is not in order
    .remedy = Do not fly; let somebody who knows the aircraft look at it.
said-remote-id = The remote identification sender does not answer
    .remedy = See that it is on and connected.
said-remote-id-back = The remote identification sender is back
said-parachute = The parachute does not answer
    .remedy = Bring it home and look at the parachute.
said-parachute-back = The parachute is back
said-not-ready = Not ready to fly. The aircraft’s own words: “{ $what }”
    .remedy = See what is missing under “Before the flight”.

# Battery.

said-battery-low = The battery is low
    .remedy = Bring it home soon.
said-battery-critical = The battery is nearly empty
    .remedy = Bring it home now, or land where it is.
said-battery-emergency = The battery is empty
    .remedy = Land now.
said-battery-shutdown = The battery is empty: it switches itself off in 60 seconds
    .remedy = Land now and disconnect the battery.
said-battery-gone = A battery is not connected, or reports a fault
    .remedy = Bring it home and change the battery.
said-battery-fault = Battery { $number } reports a fault: “{ $what }”
    .remedy = Bring it home and change the battery.
said-esc-fault = A motor controller reports a fault: “{ $what }”
    .remedy = Land now.

# What it does by itself when something is wrong.

said-failsafe-wait = Failsafe: holds its place for { $count } s
    .remedy = Give an order before the time is up if it shall not act by itself.
said-failsafe = Failsafe: it acts by itself
    .remedy = See in its row why, and what it does now.
said-station-lost = Did not hear the ground station any more
    .remedy = It does what it is set to do without a link: see that it comes home.
said-station-back = Hears the ground station again
said-companion-lost = Does not hear the computer on board any more
    .remedy = Keep it in sight; land if in doubt.
said-companion-back = Hears the computer on board again
said-sticks = Flown by hand: somebody moved the sticks
    .remedy = Order “resume” when the plan shall go on.
said-time-soon = Flies home by itself in { $count } minutes: the longest flight time is near
    .remedy = Finish what matters most.
said-time-very-soon = Flies home by itself in { $count } s: the longest flight time is near
    .remedy = Let it fly home.
said-time-over = The longest flight time is reached
    .remedy = Let it fly home.
said-fence = Is at the fence or outside it
    .remedy = Send it back inside, or bring it home.
said-fence-height = Is higher above home than it may be
    .remedy = Send it lower.
said-fence-distance = Is farther from home than it may be
    .remedy = Send it closer, or bring it home.
said-terrain = Stops descending: the ground is too close
    .remedy = Keep the height and choose another way.

# Take-off, the plan, the way home, the landing.

said-takeoff = Is in the air
said-climb = Climbs to { $height } m above home
said-climb-done = Is already higher than the take-off height
said-mission = Flies the plan
said-mission-done = The plan is flown; it waits in the air
    .remedy = Bring it home, or give it a new plan.
said-mission-landed = The plan is flown and it has landed
said-mission-none = Has no plan that it can fly
    .remedy = Send the plan again.
said-mission-fails = Cannot fly the plan to its end
    .remedy = Bring it home and send the plan again.
said-mission-refused = Refuses the plan. The aircraft’s own words: “{ $what }”
    .remedy = Make the plan anew and send it again.
said-mission-fence = Refuses the plan: item { $number } lies outside the fence
    .remedy = Draw the fence wider, or keep the plan inside.
said-fence-home = The fence is NOT kept: the aircraft or its home stands outside
    .remedy = Draw it around both and send the plan again.
said-way-fence = Does not fly there: it is outside the fence
    .remedy = Choose a place inside the fence.
said-orbit-refused = Cannot orbit like this
    .remedy = Choose another place, or go there instead.
said-mode-refused = Cannot change to the mode “{ $mode }” now
    .remedy = See what is missing under “Before the flight”.
said-return = Flies home
said-return-height = Flies home { $above } m above the landing place
said-return-climb = Climbs to { $height } m above sea level before it flies home
said-return-land = Is home and lands
    .remedy = Keep the landing place clear.
said-return-wait = Is home and waits in the air
    .remedy = Order “land” when the place is clear.
said-landing-here = Lands where it is
    .remedy = See that it is clear below.
said-landed = Has landed
