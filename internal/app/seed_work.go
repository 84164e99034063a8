package app

// website is the first list's theme: the one that has to last longest.
func website() theme {
	return theme{
		whole: []words{
			{"Agree with legal on the wording of the cookie notice, then have it translated into Portuguese, French, Japanese and Arabic before the content freeze",
				"The draft is in the shared folder.\n\n> Keep it to two sentences, and say what we do **not** collect.\n\n1. Legal signs off the English text\n2. Translators get three working days\n3. Proofread in place, on a phone"},
			{"Fix the broken redirect from /about-us", "Steps to see it:\n\n```\ncurl -I https://www.example.com/about-us\n```\n\nIt answers `302` and should answer `301`."},
			{"مراجعة الترجمة العربية للصفحة الرئيسية", "Check that the menu opens from the right."},
			{"お問い合わせフォームの文言を確認する", ""},
			{"Décider de la taille des vignettes avec Zoë", ""},
			{"🚀 Dry run of the switch-over", "- [x] Back up the old site\n- [x] Lower the DNS time to live\n- [ ] Rehearse going back\n- [ ] Write down who presses which button"},
			{"Choose between the two hero photos", "| Photo | For | Against |\n| --- | --- | --- |\n| Harbour | warm, ours | dark on phones |\n| Workshop | people in it | needs two releases |"},
			{"Ask Søren for the original logo files", ""},
			{"Where do the 404s come from?", "Most are old newsletter links. See the [report](https://example.com/reports/404)."},
			{"Read through the whole site aloud, once, start to finish", ""},
		},
		joined: []joining{
			{[]string{"Review", "Rewrite", "Proofread", "Shorten", "Get feedback on", "Test on a phone:", "Check the contrast of", "Translate", "Find clearer words for", "Measure", "Sketch a simpler version of", "Publish"},
				[]string{"the pricing page", "the home page", "the sign-up form", "the contact page", "the careers page", "the press kit", "the privacy notice", "the help centre", "the case study about the bakery", "the case study about the school", "the newsletter sign-up", "the search results", "the footer", "the main menu", "the team page", "the opening hours", "the checkout", "the order confirmation", "the empty basket", "the error page", "the accessibility statement", "the blog archive", "the product comparison", "the customer stories"}},
			{[]string{"Fix", "Reproduce", "Write a test for", "Explain to the team"},
				[]string{"the menu that stays open", "the slow image gallery", "the form that loses its input on Back", "the date that is a day off in New York", "the jumping cookie notice", "the missing focus ring", "the font that loads late", "the broken anchor links", "the share preview without a picture", "the search for words with accents", "the double charge on a double click", "the page that scrolls sideways"}},
			{[]string{"Call", "Send the draft to", "Get a quote from", "Thank", "Set up a review with", "Answer the questions from"},
				[]string{"the photographer", "the translators", "the hosting company", "the illustrator", "the accessibility auditor", "the print shop", "Nadia in legal", "Tomás in sales", "the two beta customers", "the domain registrar"}},
		},
		tails: []string{"with Billie", "for the Lisbon office", "after the content freeze", "(second round)", "in Portuguese", "in French",
			"for screen readers", "with real customers", "before the next demo", "on a slow connection", "as Nadia suggested", "for the beta"},
		notes: []string{
			"Keep the old address working: people have it **printed on flyers**.",
			"Done when:\n\n- it works without JavaScript\n- it can be used with the keyboard alone\n- someone else has tried it",
			"Notes from the call:\n\n> Fewer words. The picture says it already.\n\nSee https://example.com/minutes/14 for the rest.",
			"Blocked until the new fonts are licensed. ~~Asked on Monday.~~ Asked again.",
			"Two options:\n\n1. Leave it and explain it better\n2. Drop it, and see who misses it\n\nI lean towards *2*.",
		},
	}
}

func launch() theme {
	return theme{
		whole: []words{
			{"Decide: one big launch day, or city by city?", "**For one day:** the press comes once.\n\n**For city by city:** support can breathe.\n\nChris will have numbers."},
			{"新製品の発表会の会場を押さえる", "Asakusa or Kanda, about 40 seats."},
			{"להכין מצגת לצוות המכירות", ""},
			{"📦 Samples to the twelve reviewers", "- [x] Addresses\n- [ ] Cards written by hand\n- [ ] Customs forms for the three abroad"},
			{"Write the launch announcement as if to a friend, then cut it by half, and only then show it to marketing", ""},
			{"Señalización para el stand de la feria", ""},
		},
		joined: []joining{
			{[]string{"Draft", "Finish", "Approve", "Send round", "Update", "Rehearse", "Collect comments on", "Print"},
				[]string{"the press release", "the demo script", "the launch budget", "the sales deck", "the answers to likely questions", "the partner email", "the retail poster", "the unboxing video", "the launch timeline", "the price list", "the invitation", "the training for the shop staff", "the packaging text", "the first-week report template"}},
			{[]string{"Book", "Confirm", "Compare prices for"},
				[]string{"the venue", "the sound engineer", "the catering", "the photographer", "the courier", "the stage lights", "the interpreter", "the trade fair stand"}},
			{[]string{"Follow up with", "Brief", "Invite", "Agree on dates with"},
				[]string{"the Boston team", "the journalists who came last year", "the packaging supplier", "Mercedes from the agency", "the regional shops", "Dr Okafor", "the first hundred customers", "the warehouse"}},
		},
		tails: []string{"for Boston", "for Kraków", "with Alex", "(final)", "before the board meets", "for the second wave"},
		notes: []string{
			"Budget is **4,000** in all; ask before going over.",
			"Who does what:\n\n| Who | What |\n| --- | --- |\n| Alex | words |\n| Billie | people |\n| Chris | numbers |",
			"Talk to the warehouse first: they need a week's notice.",
			"Last year this took three rounds. Let's do it in one:\n\n1. Say what we need to know\n2. Set a day\n3. Stop",
		},
	}
}

func support() theme {
	return theme{
		whole: []words{
			{"Why do refunds take nine days?", "From a customer:\n\n> I sent it back on the 3rd, you had it on the 5th. Where is my money?\n\nIt waits in the *manual check* queue. Most of them need no check."},
			{"ग्राहक को वापस फ़ोन करना", "After 18:00 their time."},
			{"Écrire une réponse type pour les colis perdus", ""},
			{"Weekly numbers: how many people wrote, how many were helped on the same day, and which three questions we could make go away for good", ""},
		},
		joined: []joining{
			{[]string{"Answer", "Call back", "Refund", "Send a replacement to", "Apologise to", "Check the account of", "Close the case of"},
				[]string{"the bakery in Porto", "the school in Leeds", "Mrs Lindqvist", "the customer with two orders", "the customer whose parcel got wet", "Mr Nguyễn", "the reseller in Pune", "the library in Graz", "the customer who changed address", "the yoga studio", "the customer locked out of their account", "the florist in Genoa"}},
			{[]string{"Write a help article about", "Shorten the help article about", "Record a short video about", "Tell the team what we learned about"},
				[]string{"changing an order", "returning a gift", "paying by bank transfer", "delivery on islands", "the warranty", "closing an account", "invoices with a company name", "lost parcels", "cleaning and care"}},
		},
		tails: []string{"today if possible", "(waiting since last week)", "with Billie", "by phone", "in French", "in Hindi"},
		notes: []string{
			"Be generous here: our mistake.",
			"What happened so far:\n\n1. Wrote to us twice\n2. Got the same canned answer twice\n3. Called",
			"Order number is in the case. Check `status = held` first, that is usually it.",
		},
	}
}

func finances() theme {
	return theme{
		whole: []words{
			{"बिजली का बिल भरना", ""},
			{"Work out what the flat really costs us a year", "- rent\n- electricity and water\n- internet\n- the society's maintenance fee\n- repairs: *take the average of three years*"},
		},
		joined: []joining{
			{[]string{"Pay", "File", "Check", "Ask about"},
				[]string{"the rent", "the water bill", "the phone bill", "the health insurance", "the credit card statement", "the income tax advance", "the car insurance", "the bank fees", "the internet bill", "the dentist's invoice"}},
			{[]string{"Cancel", "Renew", "Compare"},
				[]string{"the gym membership", "the newspaper subscription", "the music subscription", "the travel insurance", "the cloud storage", "the home insurance"}},
		},
		tails: []string{"for this month", "for the quarter", "before it renews by itself", "online", "(keep the receipt)"},
		notes: []string{
			"Reference is on the back of the card.",
			"Cheaper if paid for the **whole year**.",
		},
	}
}
