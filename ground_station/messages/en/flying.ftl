# Flying: who is in command, what is checked before a flight, why an order is not sent.

control-in-command = Somebody else is in command
    .detail = { $pilot } is in command of this aircraft.
    .remedy = Ask for the command: it is yours when { $pilot } grants it, or does not answer for 30 seconds.
control-not-yours = Not yours to decide
    .detail = Only the pilot in command ({ $pilot }) can do this; a take-over is for the incident commander.
    .remedy = Ask for the command.
control-already-asked = Somebody asks already
    .detail = Somebody has asked { $pilot } for the command already.
    .remedy = Wait for the answer; it comes within 30 seconds.
control-nobody-asks = Nobody asks
    .detail = Nobody asks for the command, so there is nothing to answer.
    .remedy = Name who shall have it.
control-takeover-stands = A take-over cannot be refused
    .detail = The incident commander has announced a take-over from { $pilot }.
    .remedy = Talk to the incident commander.
control-needs-reason = A reason is missing
    .detail = A take-over from { $pilot } needs a reason for the journal.
    .remedy = Write in `why` what has happened.
control-not-a-pilot = Not a pilot
    .detail = No user of that name may fly.
    .remedy = Name somebody with the role pilot or administrator.

air-kept-clear = The air is being kept clear by { $by }. Say that it is free first.
plan-fence-corners = The fence has { $corners } corners; an aircraft holds at most { $most }. Draw it more simply.
plan-fence-route = The plan leaves the fence that was drawn for it. Draw the fence wider, or leave it out.
plan-fence-home = The start lies outside the fence that was drawn. Draw the fence around it.
plan-rally-outside = A rally point lies outside the fence. Move it inside.
plan-rally-ground = The height of the ground at a rally point is not known. Add its elevation model, or move the point.
plan-zone-place = A corner of the fence or a rally point is no place on earth. Draw it again.
way-too-high = The place is above the height limit of { $limit } m. Choose a lower height.
way-outside-fence = The place is outside the fence on the aircraft. Choose a place inside.
way-leaves-fence = The straight way there leaves the fence. Fly around in two steps.
way-no-terrain = Without an elevation model the aircraft is not sent lower. Add one, or choose the height at which it is.
way-unknown-ground = The way leads over ground of unknown height. Add its elevation model, or choose a place on the map's terrain.
way-too-low = The straight way there comes within { $clearance } m of the ground. Choose at least { $higher } m above home.
tick-people = Nobody stands below the take-off and the way out.
tick-weather = Wind, rain and icing are within what the aircraft can take.

check-link = Link to the aircraft
    .remedy = Wait until it is heard, or look at radio and network.
check-satellites = { $satellites } satellites, at least { $least } wanted
    .remedy = Wait in open sky, away from walls and metal.
check-home = Home position
    .remedy = Wait: the aircraft sets it when it knows where it is.
check-arming = { $reason }
    .remedy = Mend this; the aircraft does not arm before.
check-not-ready = The aircraft is not ready and does not say why
    .remedy = Wait half a minute; then read its messages in the log.
check-battery = Battery { $percent } %, { $needed } % wanted for the plan with its reserve
    .remedy = Put in a fuller battery, or plan a shorter flight.
check-wind = Wind { $speed } m/s, limit { $limit } m/s
    .remedy = Wait for less wind.
check-start-height = The start lies { $start } m above the sea, the plan reckons with { $floor } m at most
    .remedy = The plan goes by a height stated by hand. Make it again with the highest ground there, the start included.
check-plan-none = No plan from this station is on the aircraft
    .remedy = Send the plan, if you mean to fly one.
check-plan = The plan on the aircraft is the one that was sent
    .remedy = Somebody has put another plan on it. Send yours again.
check-fence-none = There is no fence on the aircraft from this station
    .remedy = Send a plan: a fence goes with it.
check-fence-refused = The aircraft does not keep its fence
    .remedy = Home or the aircraft lies outside. Send the plan again from here.
check-fence-home = Home lies { $margin } m inside the fence
    .remedy = Home lies outside: send a fence that holds it.
check-storage = { $gigabytes } GB free on the station
    .remedy = Delete old recordings.
check-aircraft-storage = { $megabytes } MB free on the aircraft
    .remedy = Take old flight logs off its card.
check-tick = Checklist
    .remedy = Look, and tick it.
check-nav-dll-act = Link lost: NAV_DLL_ACT is { $value }
    .remedy = 0 flies on and 1 waits until the battery is empty. Set { $wanted }: return home.
check-com-dl-loss-t = Link counts as lost after COM_DL_LOSS_T = { $value } s
    .remedy = Set { $wanted } s.
check-nav-rcl-act = Hand controller lost: NAV_RCL_ACT is { $value }
    .remedy = 0 flies on. Set { $wanted }: return home.
check-gf-action = Fence reached: GF_ACTION is { $value }
    .remedy = 0 and 1 fly on, 4 stops the motors in the air. Set { $wanted }: return home.
check-com-low-bat-act = Battery empty: COM_LOW_BAT_ACT is { $value }
    .remedy = 0 only warns. Set { $wanted }: return, then land.
check-mpc-z-v-auto-up = Climbs with MPC_Z_V_AUTO_UP = { $value } m/s
    .remedy = The plan climbs up to { $wanted }: slower, it passes points too low and flies on past them. Set { $wanted }.
check-mpc-z-v-auto-dn = Sinks with MPC_Z_V_AUTO_DN = { $value } m/s
    .remedy = The plan sinks up to { $wanted }: slower, it passes points too high and flies on past them. Set { $wanted }.
check-nav-mc-alt-rad = Height of a point reached within NAV_MC_ALT_RAD = { $value } m
    .remedy = The plan reckons with { $wanted }: with less it may fly past points without reaching them. Set { $wanted }.
check-mpc-jerk-auto = Changes its speed with MPC_JERK_AUTO = { $value } m/s³
    .remedy = The plan reckons with { $wanted }: with less it lags behind in height after each bend. Set { $wanted }.
check-mpc-acc-up-max = Begins to climb with MPC_ACC_UP_MAX = { $value } m/s²
    .remedy = The plan reckons with { $wanted }: with less it lags behind in height. Set { $wanted }.
check-mpc-acc-down-max = Begins to sink with MPC_ACC_DOWN_MAX = { $value } m/s²
    .remedy = The plan reckons with { $wanted }: with less it lags behind in height. Set { $wanted }.
check-mpc-xy-vel-max = Flies at most MPC_XY_VEL_MAX = { $value } m/s
    .remedy = The plan flies { $wanted }: slower, the flight takes longer than the battery was reckoned for. Set { $wanted }.
check-mpc-xy-cruise = Cruises with MPC_XY_CRUISE = { $value } m/s
    .remedy = The plan reckons with { $wanted } from the start: slower, the flight takes longer. Set { $wanted }.
check-nav-acc-rad = A point counts as reached within NAV_ACC_RAD = { $value } m
    .remedy = The plan reckons with { $wanted }: with more it cuts corners and leaves ground unseen. Set { $wanted }.
check-bat-low-thr = Battery low at BAT_LOW_THR = { $value }
    .remedy = Set { $wanted }: there must be time to think.
check-bat-crit-thr = Returns by itself at BAT_CRIT_THR = { $value }
    .remedy = Set { $wanted }: with less it does not get home against the wind.
check-bat-emergen-thr = Lands by itself at BAT_EMERGEN_THR = { $value }
    .remedy = Set { $wanted }.
check-rtl-return-alt = Return height: RTL_RETURN_ALT is { $value } m
    .remedy = The ways home need { $wanted } m to clear the ground. Set { $wanted }.

# What lies on an aircraft.

log-not-fetched = The flight log was not fetched
    .detail = { $reasons }
    .remedy = List the logs with GET …/logs, and try again with the aircraft disarmed on the ground.
log-not-armed = A flight log takes the whole link: it is fetched only from a disarmed aircraft.
log-one-at-a-time = Another log of this aircraft is being fetched. Wait for it.
log-unknown = There is no log { $number } on the aircraft; there are: { $known }.
parameter-whole = { $name } takes whole numbers only.
signing-not-armed = A signing key is sent only to a disarmed aircraft.
