## When there is no forecast to plan with

weather-no-contact = MET Norway’s terms want to know who asks. Set weather.contact in varde.toml, or give the wind by hand: --wind FROM_DEG,SPEED_MS.
weather-unreachable = The forecast cannot be fetched ({ $reason }). Give the wind by hand: --wind FROM_DEG,SPEED_MS.
weather-refused = MET Norway refuses the question ({ $reason }). Check weather.contact in varde.toml, or give the wind by hand: --wind FROM_DEG,SPEED_MS.
weather-unreadable = The forecast cannot be read ({ $reason }). Give the wind by hand: --wind FROM_DEG,SPEED_MS.
weather-out-of-reach = The forecast reaches only until { $until }. Give the wind by hand: --wind FROM_DEG,SPEED_MS.
