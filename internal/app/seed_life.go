package app

func oddsOfAlex() theme {
	return oddsAndEnds([]words{
		{"Renew the passport, and find out whether the old photos still count or whether I have to sit in that booth again", "Takes **four to six weeks**. Needed for October.\n\n- [ ] Form\n- [ ] Photos\n- [ ] Appointment at the town hall"},
		{"Réserver chez Benoît pour huit", ""},
		{"Idea: a shelf over the door", ""},
		{"حجز موعد عند طبيب الأسنان", ""},
	})
}

func oddsOfBillie() theme {
	return oddsAndEnds([]words{
		{"Call Mum 📞", ""},
		{"给奶奶寄生日卡", "Her address changed, ask Lin."},
		{"What was the name of that film?", "With the lighthouse. *Not* the old one."},
	})
}

func oddsOfChris() theme {
	return oddsAndEnds([]words{
		{"माँ को फ़ोन करना", ""},
		{"Return the drill to Anil 🛠️", ""},
		{"Sign up for the Saturday class before it is full again", "Opens at noon: https://example.org/classes"},
	})
}

func oddsAndEnds(own []words) theme {
	return theme{
		whole: own,
		joined: []joining{
			{[]string{"Call", "Write to", "Buy a present for", "Have lunch with", "Send the photos to", "Give the book back to", "Ask for a date:"},
				[]string{"Grandpa", "Aunt Inês", "Jonas", "Priya", "the neighbours", "Zoë and Marek", "my sister", "the old flatmates", "Hanna", "the choir"}},
			{[]string{"Book", "Move", "Confirm"},
				[]string{"the dentist", "the eye test", "the haircut", "the car inspection", "the vaccination", "the parents' evening", "the flat viewing"}},
			{[]string{"Look up", "Find", "Scan", "Post"},
				[]string{"the warranty for the kettle", "the rental contract", "the library card", "the recipe from Saturday", "the tickets for the concert", "the form for the town hall", "the birth certificate"}},
		},
		tails: []string{"this week", "when the shop is open", "(second try)", "before the holidays", "on the way home"},
		notes: []string{
			"Number is on the fridge.",
			"Not urgent, but **don't forget again**.",
			"Found this: https://example.org/how-to — looks easy enough.",
		},
	}
}

func home() theme {
	return theme{
		whole: []words{
			{"Find out where the damp in the hallway comes from before we paint over it a third time", "Photos from the first time are in the album.\n\n1. Check the gutter when it rains\n2. Ask upstairs about their bathroom\n3. Then call someone"},
			{"🔑 Second set of keys for Ola", ""},
			{"Comprar lâmpadas para a despensa", "Two, **E14**, warm white."},
			{"Trocar a botija do gás", ""},
			{"Measure for curtains", "| Window | Width | Drop |\n| --- | ---: | ---: |\n| Bedroom | 142 cm | 210 cm |\n| Study | 98 cm | 165 cm |"},
		},
		joined: []joining{
			{[]string{"Clean", "Tidy", "Air", "Dust", "Paint", "Measure"},
				[]string{"the study", "the hallway", "the guest room", "the pantry", "the balcony", "the stairs", "the bedroom", "the cellar"}},
			{[]string{"Repair", "Replace", "Get someone to look at", "Order parts for"},
				[]string{"the dripping tap", "the squeaking door", "the kitchen light", "the bathroom fan", "the letterbox", "the window handle", "the washing machine", "the cracked tile", "the radiator in the study", "the doorbell"}},
			{[]string{"Wash", "Sort out", "Put away", "Take to the charity shop:"},
				[]string{"the winter coats", "the bed linen", "the picnic blankets", "the old curtains", "the children's books", "the rugs"}},
			{[]string{"Take out the", "Remember the"}, []string{"glass and paper", "bulky rubbish", "garden waste", "old batteries"}},
		},
		tails: []string{"with Billie", "at the weekend", "before the guests come", "once it stops raining", "(borrow the ladder)"},
		notes: []string{
			"Tools are in the *blue* box, not the red one.",
			"Ask next door first, they had theirs done last year and were happy.",
			"- [ ] Switch off the power\n- [ ] Cover the floor\n- [ ] Start",
		},
	}
}

func groceries() theme {
	return theme{
		whole: []words{
			{"Pão de mistura", ""}, {"Crème fraîche", ""}, {"Jalapeños", ""}, {"豆腐", "The firm one."}, {"🍓🍓", ""}, {"Würstchen für die Suppe", ""},
			{"Everything for Sunday's soup", "- leeks, 3\n- potatoes, 1 kg\n- bay leaves\n- cream, *if there is none left*"},
		},
		joined: []joining{
			{[]string{"Oat milk", "Tomatoes", "Olive oil", "Red lentils", "Basmati rice", "Lemons", "Coffee beans", "Eggs", "Yoghurt", "Spinach", "Onions", "Garlic", "Butter", "Chickpeas", "Carrots", "Apples", "Dark chocolate", "Green tea", "Flour", "Fresh mint"},
				[]string{"", "from the market", "(two)", "for the weekend"}},
			{[]string{"Washing powder", "Dishwasher salt", "Bin bags", "Toothpaste", "Kitchen roll", "Cat food"}, []string{"", "(large pack)"}},
		},
		tails: []string{"if on offer", "for Sunday", "– the good one", "and some for next door"},
		notes: []string{"The brand with the *green* label.", "Only if it looks fresh."},
	}
}

func reading() theme {
	return theme{
		whole: []words{
			{"Finish the chapter on Bézier curves", "Exercises 3, 5 and 8. For 5, start from\n\n```\nB(t) = (1-t)²P₀ + 2(1-t)tP₁ + t²P₂\n```"},
			{"漢字を毎日五つ覚える", ""},
			{"Listen to the talk about how people in small towns kept their libraries open, and write down the three ideas we could use here", ""},
		},
		joined: []joining{
			{[]string{"Read", "Finish", "Take notes on", "Return", "Recommend to Jonas:"},
				[]string{"the book about rivers", "the essay on maps", "the novel from the book club", "the history of tea", "the paper on sleep", "the handbook of knots", "the biography of the gardener", "the article about bridges"}},
			{[]string{"Practise", "Watch the lesson on", "Do the exercises on"},
				[]string{"Portuguese verbs", "the subjunctive", "watercolour skies", "chord changes", "touch typing", "bread baking", "the basics of statistics"}},
		},
		tails: []string{"on the train", "for the book club", "(half an hour)", "once more"},
		notes: []string{
			"Favourite line so far:\n\n> One reads in order to ask questions.",
			"Borrowed from the library: check the date on the slip.",
		},
	}
}

func moving() theme {
	return theme{
		whole: []words{
			{"Hand over the keys 🗝️", "Meter readings: **electricity 48,213**, **water 977**."},
			{"Adresse bei der Bank ändern", ""},
		},
		joined: []joining{
			{[]string{"Pack", "Label", "Unpack", "Find a place for"},
				[]string{"the kitchen", "the books", "the winter clothes", "the tools", "the records", "the plants"}},
			{[]string{"Tell our new address to", "Cancel the contract with"},
				[]string{"the electricity company", "the internet provider", "the insurance", "the newspaper", "the bank"}},
			{[]string{"Book", "Pay"}, []string{"the van", "the movers", "the cleaning", "the parking permit"}},
		},
		tails: []string{"before the van comes", "with Jonas", "(last box)"},
		notes: []string{"Heavy things in *small* boxes."},
	}
}

func trip() theme {
	return theme{
		whole: []words{
			{"京都の旅館を予約する", "Three nights, a room with a view of the river if there is one."},
			{"Practise: すみません、駅はどこですか", ""},
			{"✈️ Seats together, please", ""},
			{"Compare the rail pass with single tickets", "| | Price |\n| --- | ---: |\n| Pass, 7 days | ¥50,000 |\n| Single tickets | ¥41,300 |\n\nOnly worth it with Hiroshima."},
		},
		joined: []joining{
			{[]string{"Book", "Check the opening days of", "Read up on", "Mark on the map:"},
				[]string{"the tea house", "the moss garden", "the railway museum", "the night market", "the pottery class", "the bamboo grove", "the temple with the rock garden", "the indigo workshop"}},
			{[]string{"Buy", "Pack", "Borrow"},
				[]string{"a travel adapter", "light rain jackets", "a phrasebook", "walking shoes", "a small first-aid kit", "a power bank"}},
			{[]string{"Ask Kenji about", "Sort out"}, []string{"a SIM card", "cash and cards", "travel insurance", "the cat while we are away"}},
		},
		tails: []string{"with Alex", "for the rainy day", "(cheapest before noon)"},
		notes: []string{
			"Closed on *Mondays*. Book two weeks ahead: https://example.org/kyoto",
			"Kenji says: go **early**, before the coaches.",
		},
	}
}

func garden() theme {
	return theme{
		whole: []words{
			{"Work out what is eating the kale 🐛", "Seen at dusk:\n\n- slugs, small, grey\n- *something* with wings"},
			{"Tailler le vieux pommier avant l’été", ""},
		},
		joined: []joining{
			{[]string{"Water", "Weed", "Mulch", "Feed", "Prune", "Plant out", "Thin"},
				[]string{"the tomatoes", "the roses", "the raspberries", "the herbs", "the beans", "the hydrangeas", "the strawberry bed", "the peppers"}},
			{[]string{"Repair", "Clean out", "Order wood for"}, []string{"the cold frame", "the water butt", "the trellis", "the compost bin", "the bird box"}},
		},
		tails: []string{"before the heat", "along the fence", "(evening)"},
		notes: []string{"Not in full sun.", "Half of them to Mrs Lindqvist, as promised."},
	}
}

func party() theme {
	return theme{
		whole: []words{
			{"🎂 Order the cake for Léa", "Hazelnut, **no** marzipan. Sixteen people."},
			{"Keep Léa away from the flat until seven", ""},
		},
		joined: []joining{
			{[]string{"Buy", "Borrow", "Put up"}, []string{"the paper lanterns", "the garlands", "the folding chairs", "the good glasses"}},
			{[]string{"Invite", "Remind"}, []string{"the choir", "her brother", "the neighbours"}},
		},
		tails: []string{"in secret", "with Alex"},
		notes: []string{"Not a word to Léa!"},
	}
}

func running() theme {
	return theme{
		whole: []words{
			{"Long run, 16 km, slow enough to talk all the way", "- [x] Route along the lake\n- [ ] Two gels\n- [ ] Start before *six*, it gets hot"},
			{"दौड़ने के नए जूते खरीदना", ""},
			{"🏃 Race day!", ""},
		},
		joined: []joining{
			{[]string{"Easy run:", "Tempo run:", "Hill repeats:", "Recovery jog:", "Run with Anil:"},
				[]string{"5 km", "6 km", "8 km", "10 km", "45 minutes"}},
			{[]string{"Stretch", "Strength training:", "Foam roller:"}, []string{"hips", "calves", "back and core", "hamstrings"}},
			{[]string{"Book", "Check"}, []string{"the race hotel", "the start number", "the physiotherapist", "the train home"}},
		},
		tails: []string{"before work", "by the lake", "(no watch)", "in the park"},
		notes: []string{"Heart rate below **145**.", "Skip it if the knee hurts."},
	}
}
