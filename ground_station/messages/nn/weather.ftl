## Når det ikkje er noko vêrvarsel å planleggje med

weather-no-contact = Vilkåra til MET Noreg krev at den som spør, seier kven det er. Set weather.contact i varde.toml, eller oppgi vinden for hand: --wind FRÅ_GRADER,MS.
weather-unreachable = Vêrvarselet kan ikkje hentast ({ $reason }). Oppgi vinden for hand: --wind FRÅ_GRADER,MS.
weather-refused = MET Noreg avviser spørsmålet ({ $reason }). Kontroller weather.contact i varde.toml, eller oppgi vinden for hand: --wind FRÅ_GRADER,MS.
weather-unreadable = Vêrvarselet kan ikkje lesast ({ $reason }). Oppgi vinden for hand: --wind FRÅ_GRADER,MS.
weather-out-of-reach = Vêrvarselet rekk berre til { $until }. Oppgi vinden for hand: --wind FRÅ_GRADER,MS.
