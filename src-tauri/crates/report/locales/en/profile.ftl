# What is wrong with a company's profile, for the person of the IT department who wrote it. Keys and words stand in backticks.

profile-place = line { $line }, column { $column }: { $mistake }
profile-too_large = this file is too large for a profile ({ $largest } at most).
profile-not_text = this file is not plain text in UTF-8.
profile-not_toml = this is not valid TOML ({ $detail }).
profile-unknown_key = there is no key `{ $key }` here. The possible keys are: { $known }.
profile-nearest = Did you mean `{ $near }`?
profile-belongs_in = It belongs in the section `[{ $section }]`.
profile-missing_key = `{ $section }` lacks the key `{ $key }`.
profile-wrong_value = `{ $key }` takes { $expected }, not { $written }.
profile-unknown_limit = no limit is called `{ $name }`.
profile-limit_order-higher = in `{ $name }`, `broken` must not be below `slow`: the higher this figure, the worse.
profile-limit_order-lower = in `{ $name }`, `broken` must not be above `slow`: the lower this figure, the worse.

expected-text = a text in quotation marks
expected-word = one of these words: { $words }
expected-whole-megabytes = a whole number of megabytes from { $least } to { $most }, without its unit
expected-whole-connections = a whole number of connections at once from { $least } to { $most }
expected-whole-sessions = a whole number of simultaneous sessions from { $least } to { $most }
expected-rate = a number of megabits a second (Mbit/s) above 0, without its unit
expected-web_url = a web address such as `"https://rdg.exemple.fr/"`
expected-host_port = a host and its port, such as `"tse1.exemple.fr:3389"` or `"[2001:db8::1]:3389"`
expected-anchor = an IP address or a host name, such as `"10.20.0.1"` or `"inside.exemple.fr"`
expected-target = `"https://…"`, `"tcp://host:port"` or `"smb://host"`
expected-list = a list in square brackets, each entry being { $of }
expected-section = a section of its own: `[{ $key }]` on a line
expected-sections = sections in double brackets: `[[{ $key }]]` on a line
expected-limit = two figures: `{"{"} slow = …, broken = … {"}"}`
expected-figure-ms = a number of milliseconds from 0 up, without its unit
expected-figure-percent = a number of per cent from 0 up, without the sign
expected-figure-mbps = a number of megabits a second (Mbit/s) from 0 up, without its unit
expected-figure-gb = a number of gigabytes from 0 up, without its unit
expected-figure-days = a number of days from 0 up
expected-figure-rpm = a number of round trips a minute from 0 up
expected-figure-other = a number from 0 up

hint-empty = Nothing is written.
hint-no_port = The port is missing.
hint-bad_port = The port is a number from 1 to 65535.
hint-bad_host = A host name holds letters without accents, digits, hyphens and dots only; an IPv4 address holds four numbers from 0 to 255.
hint-no_scheme = What comes before the host is missing, such as `https://`.
hint-other_scheme = What comes before the host (such as `https://`) is not what is taken here.
hint-credentials = Leave out the user name and the password: Maillon never logs in.
hint-number_alone = Write the number alone: { $number }
hint-brackets = Put it in square brackets: [ … ]
hint-quote_name = Put the name of the limit in quotation marks: `"{ $name }"`
hint-too_long = { $most } entries at most.

profile-valid = The profile is valid.

# What a profile says.
profile-fact-company = Company
profile-fact-helpdesk = Helpdesk
profile-fact-vpn = Expected VPN
profile-fact-endpoint = Entrance of the VPN (concentrator)
profile-fact-inside = First address behind the VPN
profile-fact-tse = Remote desktops
profile-fact-rd_gateway = Remote desktop gateway
profile-fact-parallel = Connections at once, at most
profile-fact-servers = Servers
profile-fact-nq = Capacity test servers
profile-fact-anchors = Public points watched
profile-fact-stun = Call test servers (STUN)
profile-fact-stamp = Test servers for each way by itself (STAMP)
profile-fact-cap = Data per check
profile-fact-limits = Limits of the company’s own
profile-others = and { $n } more
