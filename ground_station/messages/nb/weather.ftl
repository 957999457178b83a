## Når det ikke er noe værvarsel å planlegge med

weather-no-contact = MET Norges vilkår krever at den som spør, sier hvem det er. Sett weather.contact i varde.toml, eller oppgi vinden for hånd: --wind FRA_GRADER,MS.
weather-unreachable = Værvarselet kan ikke hentes ({ $reason }). Oppgi vinden for hånd: --wind FRA_GRADER,MS.
weather-refused = MET Norge avviser spørsmålet ({ $reason }). Kontroller weather.contact i varde.toml, eller oppgi vinden for hånd: --wind FRA_GRADER,MS.
weather-unreadable = Værvarselet kan ikke leses ({ $reason }). Oppgi vinden for hånd: --wind FRA_GRADER,MS.
weather-out-of-reach = Værvarselet rekker bare til { $until }. Oppgi vinden for hånd: --wind FRA_GRADER,MS.
