# The words of the checklist: links, points, states, uses.

link-machine = Computer
link-security = Protection
link-local_link = { $kind ->
    [wifi] Wi-Fi
    [ethernet] Cable to the box
   *[other] Link to the box
 }
link-access_line = Internet line
link-internet = Internet path
link-vpn = VPN
link-gateway = Company entrance
link-server = Servers

# The same within a sentence: "the weak link is …".
what-machine = your computer
what-security = the protection of your computer (antivirus, firewall)
what-local_link = { $kind ->
    [wifi] your Wi-Fi
    [ethernet] the cable between your computer and the box
   *[other] the link between your computer and the box
 }
what-access_line = your Internet line
what-internet = the Internet path between your provider and the company
what-vpn = the company’s VPN
what-gateway = the company’s entrance
what-server = { $has_name ->
    [yes] the company’s server “{ $name }”
   *[no] a server of the company
 }

# What a link is.
about-machine = Your computer: processor, memory, disk.
about-security = Antivirus, firewall, web intermediary (proxy) and inspection of encrypted connections.
about-local_link = The Wi-Fi or the cable between your computer and the box (the router of your home).
about-access_line = The line between your box and your Internet provider.
about-internet = The path between your provider and the company.
about-vpn = The encrypted passage to the company: what goes through it cannot be read on the way.
about-gateway = The company’s entrance: that of the VPN, of the remote desktop.
about-server = The company’s servers and applications.
about-not_measured = { $about } This part could not be measured well enough to tell.
about-good = { $about } Nothing abnormal here.

check-bandwidth = Home connection
check-machine = Computer
check-vpn = VPN
check-gateway = Company entrance
check-security = Protection
check-server = Company servers

question-bandwidth = Is the home connection fast and stable?
question-machine = Can this computer keep up?
question-vpn = Is the VPN the right one, and how much time does it take?
question-gateway = Does the company’s entrance take connections quickly?
question-security = How much time do the antivirus and other protections take?
question-server = Do the company’s servers answer quickly?

good-bandwidth = The home connection is fast and stable.
good-bandwidth-without-rate = The home connection is stable; how much it carries could not be measured in full.
good-machine = The computer keeps up with ease.
good-vpn = The VPN does not slow the work down.
good-gateway = The company’s entrance takes connections quickly.
good-security = The protections do not slow the computer down noticeably.
good-server = The servers that were measured answer quickly.

not_known-bandwidth = The connection could not be measured well enough to tell.
not_known-machine = The computer could not be measured well enough to tell.
not_known-vpn = No measurement allows a VPN to be judged.
not_known-gateway = No entrance of the company could be measured.
not_known-security = The time that the protections take could not be measured.
not_known-server = No server of the company could be measured.

waiting = Waiting to be measured.

status-good = Good
status-slow = Slow
status-broken = Blocking
status-not_known = Unknown

severity-information = Worth knowing
severity-slow = Slow
severity-broken = Blocking

certainty-established = established
certainty-probable = probable

use-visio = Video meetings
use-voip = Telephone
use-tse = Remote desktop
use-file_share = Shared files
use-web = Web applications
use-mail = Mail and chat
use-not_known = Not enough was measured to tell.
use-no_reason = What the network gives is not enough for this use.

actor-you = You
actor-provider = Your Internet provider
actor-it = Your IT department

mode-light = sparing with data (5 MB at most)
mode-standard = ordinary
mode-precise = precise (100 MB at most)

not_measured = not measured
no_answer = no answer
refuses = refuses connections
value-unknown = unknown value
yes = yes
no = no
list-separator = { ", " }

# Figures: the number is already in the form of the language.
unit-ms = { $n } ms
unit-s = { $n } s
unit-min = { $n } min
unit-kbps = { $n } kbit/s
unit-mbps = { $n } Mbit/s
unit-gbps = { $n } Gbit/s
unit-percent = { $n }%
unit-b = { $n } bytes
unit-kb = { $n } kB
unit-mb = { $n } MB
unit-gb = { $n } GB
unit-tb = { $n } TB
unit-dbm = { $n } dBm
unit-mhz = { $n } MHz
unit-ghz = { $n } GHz
unit-rpm = { $n } round trips per minute
unit-ratio = { $n } times
unit-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
 }
unit-hour-of-day = { $n }:00
unit-hours = { $n } h
unit-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
 }

date = { $day } { $month } { $year }
moment = { $date } at { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

use-reason = { $label }: { $why }.
why-measured = { $why } ({ $figure })

# The one figure that stands for a link.
brief-machine = processor { $figure }
brief-security-file = { $figure } a file
brief-security-cpu = { $figure } of a core
brief-added = +{ $figure }
brief-gateway = answers in { $figure }
brief-server = answers in { $figure }

labelled = { $label }: { $value }
power-mains = mains
power-battery = battery
