# The verdict: one sentence, how sure, what to do.

headline-established = The weak link is { $what }: { $why }.
headline-probable = The weak link is probably { $what }: { $why }.
headline-nothing_abnormal = { $has_time ->
    [yes] Nothing abnormal at { $time }.
   *[no] Nothing abnormal at the time of the check.
 }
headline-cannot_tell-cut = Nothing answers this computer any more; whether the chain is cut before or behind the box cannot be told.
headline-cannot_tell-blocked = Something is blocked, but no link that was measured is clearly the cause.
headline-cannot_tell = Impossible to tell which link is weak: measurements are missing.

sure-established = We are sure: several measurements say the same, and nothing earlier in the chain explains it.
sure-probable = This is the most likely explanation, not a certainty: the measurement could not be repeated enough, or part of the chain was not seen.
sure-nothing_abnormal-all = All eight links were measured.
sure-nothing_abnormal-some = This holds for what was measured. Not checked: { $links }.
sure-cannot_tell-cut = That nothing answers is certain; where the chain is cut is not.
sure-cannot_tell = This is neither a sign that all is well nor that something is wrong.

action-nothing_abnormal = Run Maillon again when it is slow, or let it watch for slow moments: passing trouble can only be seen while it lasts.
action-cannot_tell = Run Maillon again, connected as you are for work. If the result is the same, send this report to your IT department.
action-cannot_tell-cut = Check that the Wi-Fi is on or the cable plugged in, then restart the box (unplug it for 30 seconds). If nothing comes back within ten minutes, call your Internet provider.
action-other = Send this report to your IT department.

other-established = Another link is in trouble too: { $what }, { $why }.
other-probable = Another link is probably in trouble too: { $what }, { $why }.
consequence = { $label }: { $why }. This is a consequence: the cause is { $explained }.
support = { $samples ->
    [one] A single measurement supports this
   *[other] { $samples } measurements support this
 }{ $windows ->
    [0] .
    [one] .
   *[other] {""}, past the limit { $bad } times out of { $windows }.
 }
heading-gain = If only this link is mended
gain-probable = If this is the one: { $gain }
gain-company = Every exchange with the company would take { $less } less.
gain-name = A site asked for the first time would be found { $less } sooner.
gain-connect = Every new connection would open { $less } faster.
gain-delay = Every exchange would take { $less } less.
gain-loaded = During a transfer, every exchange would take { $less } less.
gain-wavering = Answers would waver by { $less } less.
gain-answer = The slowest answers would come { $less } sooner.
gain-loss = Of 100 network messages, { $less } fewer would be lost.
gain-failures = Of 100 attempts, { $less } more would succeed.
gain-file = Every new file would open { $less } faster.
gain-program = Every program would start { $less } faster.
gain-span = { $least } to { $most }
gain-least = at least { $least }
gain-up_to = up to { $most }
gain-uses = This should then work well: { $uses }.

consequence-only = This is a consequence: the cause is { $explained }.
missing-link = { $label }: no measurement. { $why }

notice-example = This is a recorded example. It is not a measurement of your connection.
notice-partial = The check was stopped before its end: this report is incomplete.
notice-remote_session = Maillon is running in a remote session: it measures the server that hosts you, not your computer or your home. Run it on the computer in front of you.
notice-slow_moments = The watch caught slow moments on this computer: they are told below, apart from this check.
notice-no_internet = The Internet cannot be reached from this computer. What lies further (VPN, company) could therefore not be measured.
notice-captive_portal = A Wi-Fi welcome page (hotel, train, station…) blocks the Internet until you accept it.
notice-no_profile = No company profile is in place: Maillon saw of the company only what it found by itself.
