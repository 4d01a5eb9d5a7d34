# One sentence a finding, why it makes a weak link or matters (within a sentence, no full stop), and what to do.
# The names of the variables are the quantities that the judges attach.

meaning = What it means: { $why }.

finding-local_link_cut = Nothing answers beyond this computer: neither the box nor the Internet.
why-local_link_cut = nothing answers any more, not even the box
advice-local_link_cut = Check that the Wi-Fi is on or the cable plugged in, then restart the box (unplug it for 30 seconds).

finding-line_cut = The box answers, but nothing beyond it does: the Internet line is cut.
why-line_cut = the box answers, but the Internet is cut off
advice-line_cut = Restart the box (unplug it for 30 seconds). If nothing comes back within ten minutes, call your Internet provider; meanwhile your phone’s connection sharing may help.

finding-captive_portal = A welcome page (hotel, train, public place) answers in place of the Internet.
why-captive_portal = a Wi-Fi welcome page is waiting for you to accept it
advice-captive_portal = Open a browser, accept the network’s welcome page, then run Maillon again.

finding-local_link_loss = { $figure } of the messages get lost between this computer and the box.
why-local_link_loss = data gets lost between your computer and the box
advice-local_link_loss = { $kind ->
    [wifi] Move closer to the box or plug in a cable, then run Maillon again to compare.
    [ethernet] Check both ends of the cable, try another cable or another port of the box, then run Maillon again to compare.
   *[other] Move closer to the box on Wi-Fi, or check the cable, then run Maillon again to compare.
 }

finding-local_link_rate_low = { $kind ->
    [wifi] The Wi-Fi lets only about { $figure } through: our data waited before the box.
    [ethernet] The cable to the box lets only about { $figure } through: our data waited before the box.
   *[other] Only about { $figure } gets through between this computer and the box: our data waited before the box.
 }
why-local_link_rate_low = little data gets through between your computer and the box
advice-local_link_rate_low = { $kind ->
    [wifi] Move closer to the box or plug in a cable, then run Maillon again to compare.
    [ethernet] Check both ends of the cable, try another cable or another port of the box, then run Maillon again to compare.
   *[other] Move closer to the box on Wi-Fi, or check the cable, then run Maillon again to compare.
 }

finding-local_link_jitter = One answer in twenty over the Wi-Fi takes { $figure } or more.
why-local_link_jitter = some answers over the Wi-Fi come far later than the others
advice-local_link_jitter = Move closer to the box, or use a cable for a while: if everything is steady then, the Wi-Fi is the reason.

finding-local_link_delay = The box typically answers in { $figure }, which is slow over so short a distance.
why-local_link_delay = the box answers late although it is close by
advice-local_link_delay = { $kind ->
    [wifi] Move closer to the box or plug in a cable, then run Maillon again to compare.
    [ethernet] Check both ends of the cable, try another cable or another port of the box, then run Maillon again to compare.
   *[other] Move closer to the box on Wi-Fi, or check the cable, then run Maillon again to compare.
 }

finding-wifi_weak_signal = The Wi-Fi signal is weak ({ $figure }).
why-wifi_weak_signal = the Wi-Fi reaches your computer weakened
advice-wifi_weak_signal = Move closer to the box, avoid walls between it and you.

finding-wifi_slow_rate = The Wi-Fi link is slow: { $figure }.
why-wifi_slow_rate = the Wi-Fi itself carries little data at a time
advice-wifi_slow_rate = Move closer to the box, or choose its “5 GHz” network in the list of Wi-Fi networks.

finding-wifi_retries = { $figure } of the Wi-Fi messages have to be sent again: the network is disturbed or far away.
why-wifi_retries = part of what the Wi-Fi carries does not arrive at the first try
advice-wifi_retries = Keep the box away from other radio devices (microwave ovens, speakers, another box), or plug in a cable.

finding-wifi_band_24 = The computer uses Wi-Fi radio waves that are often crowded (2.4 GHz band).
why-wifi_band_24 = many devices and neighbours share these radio waves
advice-wifi_band_24 = If the list of Wi-Fi networks shows a “5 GHz” (or “5G”) network of your box, choose it.

finding-line_loss = { $figure } of the messages get lost between the box and the Internet.
why-line_loss = data gets lost between the box and the Internet
advice-line_loss = Restart the box. If it goes on, pass this report to your Internet provider.

finding-line_delay = The line typically adds { $figure } to every exchange.
why-line_delay = every exchange takes too long on it
advice-line_delay = Restart the box and stop large downloads at home. If it goes on, pass this report to your Internet provider.

finding-line_jitter = The response time of the line varies by { $figure }: voice and picture break up.
why-line_jitter = its response time varies too much
advice-line_jitter = Stop large downloads at home and restart the box. If it goes on, pass this report to your Internet provider.

finding-line_outages = { $figure ->
    [one] The line went silent once for two seconds or more.
   *[other] The line went silent { $figure } times for two seconds or more.
 }
why-line_outages = it drops out at times
advice-line_outages = Restart the box and check its plugs. If it goes on, pass this report to your Internet provider.

finding-download_low = The download rate is low: about { $figure }, at least { $lower_bound }.
why-download_low = its download rate is too low
advice-download_low = Stop downloads and video streaming at home. If it stays low, ask your Internet provider whether a better line (fibre) is possible.

finding-upload_low = The upload rate is low: about { $figure }, at least { $lower_bound }.
why-upload_low = its upload rate is too low
advice-upload_low = Pause backups and photo uploads at home, turn your camera off in meetings. If it stays low, ask your Internet provider whether a better line (fibre) is possible.

finding-loaded_latency = When the line is busy, every exchange takes { $figure } longer.
why-loaded_latency = as soon as it is busy, everything else waits
advice-loaded_latency = Avoid large downloads and backups during your meetings. A recent box, or the priority option (“QoS”) of yours, often cures this.

finding-responsiveness_low = When the line is busy, it allows only { $figure }.
why-responsiveness_low = as soon as it is busy, it reacts badly
advice-responsiveness_low = Avoid large downloads and backups during your meetings. A recent box, or the priority option (“QoS”) of yours, often cures this.

finding-company_path_delay = The path to the company typically adds { $figure } to what the Internet usually takes.
why-company_path_delay = exchanges take too long a way there
advice-company_path_delay = There is nothing you can do: pass this report to your IT department, which can contact the company’s operator.

finding-company_path_loss = { $figure } of the messages get lost on the path to the company, while the Internet is fine.
why-company_path_loss = data gets lost there
advice-company_path_loss = There is nothing you can do: pass this report to your IT department, which can contact the company’s operator.

finding-single_anchor_bad = Of the points of comparison beyond your line, some answer badly and others well: that proves nothing against it.
why-single_anchor_bad = other points, reached over the same line, answer well
advice-single_anchor_bad = Nothing to do: it is not counted against your line.

finding-dns_slow = Finding the address of a site typically takes { $figure }: pages are slow to open.
why-dns_slow = finding the address of a site takes too long on it
advice-dns_slow = Restart the box. If it goes on, pass this report to your IT department.

finding-dns_failing = { $figure } of the searches for a site’s address fail.
why-dns_failing = the address of some sites is not found
advice-dns_failing = Restart the box. If it goes on, pass this report to your IT department.

finding-udp_blocked = No test server answered over the direct way of calls (UDP): the network probably blocks it, and voice and picture take a lesser way.
why-udp_blocked = without this direct way, voice and picture may come late
advice-udp_blocked = On a public or guest network, change networks if you can; otherwise tell your IT department.

finding-capacity_unknown = How much the connection carries could not be measured in both directions.
why-capacity_unknown = whether the connection carries enough data for work is not known
advice-capacity_unknown = Run Maillon again later; if this lasts, tell your IT department: the network may block the test server.

finding-other_traffic = Something else on this computer was using the line just before or during the measurement: { $figure }.
why-other_traffic = what other programs use is missing for your work
advice-other_traffic = Stop downloads, backups and video streaming on this computer, then run Maillon again.

finding-cpu_saturated = { $has_process ->
    [yes] The processor is { $figure } busy before any measurement. The program that uses most: { $process }.
   *[no] The processor is { $figure } busy before any measurement.
 }
why-cpu_saturated = its processor has no time left
advice-cpu_saturated = Save your work, close the programs you do not need, then restart the computer if that is not enough.

finding-cpu_throttled = The processor slows itself down to cool.
why-cpu_throttled = it slows itself down to cool
advice-cpu_throttled = Clear the air vents, put the computer on a hard surface, plug in the mains.

finding-memory_low = Only { $figure } of the memory is free.
why-memory_low = its memory is nearly full
advice-memory_low = Save your work, then close programs and tabs, or restart the computer.

finding-memory_pressure = Programs wait for memory { $figure } of the time.
why-memory_pressure = its programs are waiting for memory
advice-memory_pressure = Save your work, then close programs and tabs, or restart the computer.

finding-memory_small = The installed memory ({ $figure }) is small for office work with video meetings.
why-memory_small = with little memory, the computer struggles once several programs are open
advice-memory_small = Talk to your IT department: more memory would help.

finding-disk_full = Only { $figure } of the disk is free.
why-disk_full = its disk is nearly full
advice-disk_full = Empty the bin and delete the downloads you no longer need. If there is nothing to delete, call your IT department.

finding-disk_slow = The disk takes { $figure } to answer.
why-disk_slow = its disk answers late
advice-disk_slow = Save your work and restart the computer. If it goes on, tell your IT department: the disk may be worn out.

finding-power_saver = Power saving is on: the computer runs slower.
why-power_saver = the computer works more slowly to spare its battery
advice-power_saver = Plug in the mains and choose “balanced” in the power settings of the computer.

finding-uptime_long = { $figure ->
    [one] The computer has not been restarted for a day.
   *[other] The computer has not been restarted for { $figure } days.
 }
why-uptime_long = a computer that is not restarted clutters up little by little
advice-uptime_long = Save your work and restart the computer.

finding-os_out_of_support = { $name } gets no security updates any more.
why-os_out_of_support = the weaknesses that are found in it are no longer mended
advice-os_out_of_support = Tell your IT department: this system must be replaced.

finding-reboot_pending = An update is waiting for a restart.
why-reboot_pending = an update takes effect only once the computer has restarted
advice-reboot_pending = Save your work and restart the computer.

finding-machine_old = { $figure ->
    [one] The computer, or the design of its processor, is at least a year old.
   *[other] The computer, or the design of its processor, is at least { $figure } years old.
 }
why-machine_old = an older computer may struggle with the programs of today
advice-machine_old = Ask your IT department whether its replacement is planned; an older computer can be enough for office work.

finding-heavy_process = { $has_figure ->
    [yes] One program weighs heavily: { $name } ({ $figure }).
   *[no] One program weighs heavily: { $name }.
 }
why-heavy_process = what this program takes of the computer is missing for the others
advice-heavy_process = Close it if you opened it yourself and no longer need it.

finding-update_running = { $has_figure ->
    [yes] Updates or programs are being looked for or installed: { $name } ({ $figure } of one processor core).
   *[no] Updates or programs are being looked for or installed: { $name }.
 }
why-update_running = that keeps the processor, the disk and sometimes the connection busy for as long as it lasts
advice-update_running = Let the updates finish with the computer switched on and plugged in, then check again.

finding-inside_remote_session = Maillon is running in a remote session: it measures that other computer, not your home.
why-inside_remote_session = what is measured over there says nothing of your connection
advice-inside_remote_session = Run Maillon on the computer in front of you.

finding-vpn_missing = The company’s VPN (protected access) is not connected.
why-vpn_missing = it is not connected
advice-vpn_missing = Connect the company’s VPN, then run Maillon again. If it refuses, call your IT department.

finding-vpn_not_expected = A VPN is active although the company expects none.
why-vpn_not_expected = a way that the company did not plan may slow your exchanges down
advice-vpn_not_expected = Ask your IT department whether this VPN should be there.

finding-vpn_shape_unexpected = The VPN does not carry what the company planned (all exchanges, or the company’s only).
why-vpn_shape_unexpected = too many or too few of your exchanges go through the VPN
advice-vpn_shape_unexpected = Tell your IT department: the VPN is not set up as planned.

finding-vpn_idle = The VPN is connected, but nothing goes through it.
why-vpn_idle = your exchanges with the company take another way
advice-vpn_idle = Disconnect and reconnect the VPN. If it goes on, call your IT department.

finding-vpn_personal = A personal VPN is active: { $name }.
why-vpn_personal = your exchanges may make a detour that the company does not know of
advice-vpn_personal = Ask your IT department whether it goes together with working from home.

finding-vpn_stacked = Two VPNs are active at once: each slows the other down.
why-vpn_stacked = two VPNs at once get in each other’s way
advice-vpn_stacked = Ask your IT department which one to keep.

finding-vpn_delay = The VPN typically adds { $figure } to every exchange.
why-vpn_delay = it adds too much time to every exchange
advice-vpn_delay = Disconnect and reconnect the VPN. If it goes on, pass this report to your IT department.

finding-vpn_loss = { $figure } of the messages get lost in the VPN, and only there.
why-vpn_loss = data gets lost in it, and only there
advice-vpn_loss = Disconnect and reconnect the VPN. If it goes on, pass this report to your IT department.

finding-vpn_jitter = Through the VPN, one message in twenty comes more than { $figure } late; outside it, they come in time.
why-vpn_jitter = some of the messages come late through it
advice-vpn_jitter = Disconnect and reconnect the VPN. If it goes on, pass this report to your IT department.

finding-vpn_loaded_latency = While much is being transferred, every exchange through the VPN waits { $figure } longer than one outside it.
why-vpn_loaded_latency = while much is being transferred, everything waits in it
advice-vpn_loaded_latency = Leave large transfers for later. Pass this report to your IT department: the VPN itself is what holds them back.

finding-vpn_over_tcp = One single connection (TCP) carries the whole VPN: each message that the line loses holds all the others back.
why-vpn_over_tcp = each message that the line loses holds all the others back in it
advice-vpn_over_tcp = Pass this report to your IT department: the VPN may be able to go over UDP, which does not have this drawback.

finding-vpn_mtu_black_hole = Large messages vanish in the VPN while small ones pass (towards { $name }).
why-vpn_mtu_black_hole = large messages vanish in it while small ones pass
advice-vpn_mtu_black_hole = Pass this report to your IT department: the VPN’s largest message size (MTU) needs correcting.

finding-vpn_mtu_low = The largest message that passes through the VPN (MTU) is very small: { $figure }.
why-vpn_mtu_low = data is cut into very small pieces in it, which may slow it down
advice-vpn_mtu_low = Tell your IT department: the VPN’s largest message size (MTU) is worth a look.

finding-vpn_cpu_bound = { $has_figure ->
    [yes] The VPN’s encryption keeps the processor { $figure } busy.
   *[no] The VPN’s encryption uses up the processor.
 }
why-vpn_cpu_bound = its encryption uses up the processor
advice-vpn_cpu_bound = Save your work and close the programs you do not need. Tell your IT department: another kind of VPN would be lighter.

finding-vpn_dns_outside = The addresses of the company’s internal servers are looked for outside the VPN, without an answer.
why-vpn_dns_outside = the company’s internal servers are not found, for their addresses are looked for outside the VPN
advice-vpn_dns_outside = Disconnect and reconnect the VPN. If it goes on, pass this report to your IT department.

finding-vpn_family_outside = Part of the exchanges (those over IPv4 or over IPv6, two kinds of address) passes beside the VPN.
why-vpn_family_outside = part of your exchanges is not protected by the VPN
advice-vpn_family_outside = Tell your IT department and attach this report.

finding-vpn_inside_silent = The first address behind the VPN never answers measurements: what the VPN adds is not known.
why-vpn_inside_silent = without an answer from behind the VPN, how much time it adds is not known
advice-vpn_inside_silent = Tell your IT department, which can name another address in the profile of Maillon.

finding-vpn_silent = The VPN is connected ({ $name }), but nothing comes back through it.
why-vpn_silent = nothing comes back through it
advice-vpn_silent = Disconnect and reconnect the VPN, then run Maillon again. If it goes on, call your IT department.

finding-vpn_not_needed = No VPN is seen, and the company’s network answers all the same: this computer is most likely inside it.
why-vpn_not_needed = the company’s network answers without a VPN
advice-vpn_not_needed = Nothing to do in the company’s own building. At home, tell your IT department.

finding-vpn_off = No VPN is connected, and { $name } can only be reached from inside the company’s network.
why-vpn_off = without a VPN, what is kept to the company’s network stays out of reach
advice-vpn_off = If your company has a VPN, connect it, then run Maillon again.

finding-vpn_large_echo_lost = Large test messages towards { $name } get lost in the VPN; whether data does too could not be told.
why-vpn_large_echo_lost = if large transfers got lost in it too, pages and files would get stuck
advice-vpn_large_echo_lost = Tell your IT department: the VPN’s largest message size (MTU) is worth a look.

finding-gateway_unreachable = The entrance { $name } does not answer.
why-gateway_unreachable = it does not answer
advice-gateway_unreachable = Check that the VPN is connected if one is needed. If that changes nothing, tell your IT department.

finding-gateway_name_unknown = The address of the entrance { $name } cannot be found.
why-gateway_name_unknown = its address cannot be found
advice-gateway_name_unknown = Check that the VPN is connected if one is needed. If that changes nothing, tell your IT department.

finding-gateway_refused = { $has_figure ->
    [yes] The entrance { $name } refuses { $figure } of the connections or leaves them without an answer.
   *[no] The entrance { $name } refuses connections.
 }
why-gateway_refused = it refuses connections
advice-gateway_refused = Tell your IT department and attach this report.

finding-gateway_connect_slow = The entrance { $name } typically takes { $figure } too long to accept the connection, path deducted.
why-gateway_connect_slow = it is late to accept connections
advice-gateway_connect_slow = There is nothing you can do: tell your IT department and attach this report.

finding-gateway_answer_slow = The entrance { $name } accepts the connection, then typically needs { $figure } to answer, path deducted.
why-gateway_answer_slow = it accepts the connection, then is late to answer
advice-gateway_answer_slow = There is nothing you can do: tell your IT department and attach this report.

finding-gateway_parallel_refused = The entrance { $name } refuses connections when several come at once.
why-gateway_parallel_refused = it refuses connections when several come at once
advice-gateway_parallel_refused = There is nothing you can do: tell your IT department and attach this report.

finding-gateway_parallel_slow = When several connections come at once, the entrance { $name } takes { $figure } as long.
why-gateway_parallel_slow = it slows down when several connections come at once
advice-gateway_parallel_slow = There is nothing you can do: tell your IT department and attach this report.

finding-gateway_wrong_protocol = { $name } answers, but not in the expected language (protocol): the address in the profile may need correcting.
why-gateway_wrong_protocol = what answers at this address may not be the company’s entrance
advice-gateway_wrong_protocol = Tell your IT department: Maillon’s profile needs checking.

finding-gateway_errors = { $has_figure ->
    [yes] The entrance { $name } accepts connections, then breaks off or answers with an error in { $figure } of cases.
   *[no] The entrance { $name } accepts connections, then breaks them off or answers nonsense.
 }
why-gateway_errors = it accepts connections, then breaks off or answers with errors
advice-gateway_errors = There is nothing you can do: tell your IT department and attach this report.

finding-gateway_protocol_refused = The entrance { $name } accepts none of today’s ways of opening a remote desktop (protocols, code { $figure }).
why-gateway_protocol_refused = the entrance refuses today’s ways of opening a remote desktop
advice-gateway_protocol_refused = Tell your IT department: the settings of this entrance need checking.

finding-gateway_certificate_expired = The digital identity card of { $name } (certificate) has not been valid since { $date }.
why-gateway_certificate_expired = the identity of the entrance is no longer vouched for, and the connection may be refused
advice-gateway_certificate_expired = Tell your IT department: this certificate needs renewing.

finding-gateway_peak_hours = By this computer’s past checks, the entrance { $name } is slower around { $hours }, on { $bad_days } of the { $days } days checked: { $figure } instead of { $calm }.
why-gateway_peak_hours = it is slower at certain hours
advice-gateway_peak_hours = Pass this report to your IT department: its capacity at busy hours needs checking.

finding-gateway_sizing = By the company’s profile, { $figure } is left for each person connected (session) when everybody works: that is little.
why-gateway_sizing = when everybody works, the share of each becomes small
advice-gateway_sizing = Pass this report to your IT department: the site’s rate needs checking for the number of sessions given.

finding-security_cpu = { $name } typically uses { $figure } of one computing unit (core) of the processor.
why-security_cpu = it uses much of the processor
advice-security_cpu = Leave the protection on. If a full scan is running, wait for its end; otherwise pass this report to your IT department.

finding-security_file_cost = Opening a new file takes { $figure } more than opening it again ({ $ratio } as long).
why-security_file_cost = every new file takes long to open
advice-security_file_cost = Leave the protection on and pass this report to your IT department, which alone can decide on its settings.

finding-security_process_cost = { $has_figure ->
    [yes] Starting a program typically takes { $figure }.
   *[no] Starting a program takes much time.
 }
why-security_process_cost = every program takes long to start
advice-security_process_cost = Leave the protection on and pass this report to your IT department, which alone can decide on its settings.

finding-security_two_active = Two antivirus programs are active at once (“real time”): each inspects the other.
why-security_two_active = two antivirus programs that inspect each other may slow the computer down
advice-security_two_active = Tell your IT department, which will choose the one to keep.

finding-tls_inspected = Encrypted connections are opened and inspected by: { $name }.
why-tls_inspected = what inspects these connections can read them, and that takes time
advice-tls_inspected = Nothing to do where this is the name of your company or of its protection. Otherwise tell your IT department.

finding-certificate_untrusted = The digital identity card (certificate) that { $name } shows is trusted neither by this computer nor by the public list. It is signed by: { $issuer }.
why-certificate_untrusted = nothing proves that this site is the one it says it is
advice-certificate_untrusted = A Wi-Fi welcome page, a wrong clock or a device in between can cause this: check the computer’s date, then tell your IT department; until then, type no password on this site.

finding-proxy_in_use = Web pages pass through an intermediary (proxy): { $name }.
why-proxy_in_use = every web page makes a detour through this intermediary
advice-proxy_in_use = Nothing to do where your company has chosen it. If web pages alone are slow, tell your IT department.

finding-wifi_not_protected = The Wi-Fi in use is not protected (open, or WEP, a protection that is out of date).
why-wifi_not_protected = other people within reach of this Wi-Fi can listen to what passes over it
advice-wifi_not_protected = Before working, choose a Wi-Fi protected by a password (WPA2 or WPA3), or your phone’s connection sharing.

finding-machine_not_managed = The company does not manage this computer.
why-machine_not_managed = the company looks after neither its updates nor its security
advice-machine_not_managed = Ask your IT department whether this computer may be used for work.

finding-disk_not_encrypted = What is on the disk is not protected from being read if it is stolen (encryption).
why-disk_not_encrypted = if it were stolen, your files could be read without a password
advice-disk_not_encrypted = Tell your IT department and attach this report.

finding-firewall_off = The computer’s firewall, which filters connections from the network, is off.
why-firewall_off = the computer no longer sorts the connections that come to it from the network
advice-firewall_off = Turn it on again in the security settings of the computer; if you cannot, tell your IT department.

finding-traffic_outside_tunnel = Some exchanges pass outside the VPN although the company wants all of them inside.
why-traffic_outside_tunnel = part of your exchanges escapes the company’s protection
advice-traffic_outside_tunnel = Tell your IT department and attach this report.

finding-server_unreachable = The server { $name } does not answer.
why-server_unreachable = it does not answer
advice-server_unreachable = Check that the VPN is connected if one is needed. If that changes nothing, tell your IT department.

finding-server_name_unknown = The address of the server { $name } cannot be found.
why-server_name_unknown = its address cannot be found
advice-server_name_unknown = Check that the VPN is connected if one is needed. If that changes nothing, tell your IT department.

finding-server_refused = The server { $name } refuses connections.
why-server_refused = it refuses connections
advice-server_refused = Tell your IT department and attach this report.

finding-server_connect_slow = The server { $name } typically takes { $figure } too long to accept the connection, path deducted.
why-server_connect_slow = it is late to accept connections
advice-server_connect_slow = There is nothing you can do: tell your IT department and attach this report.

finding-server_slow = The server { $name } typically needs { $figure } to prepare its answer, path deducted.
why-server_slow = it takes long to prepare its answers
advice-server_slow = There is nothing you can do: tell your IT department and attach this report.

finding-server_errors = The server { $name } answers with an error in { $figure } of cases.
why-server_errors = it answers with errors
advice-server_errors = There is nothing you can do: tell your IT department and attach this report.

finding-server_unstable = The server { $name } does not answer in { $figure } of cases.
why-server_unstable = it does not always answer
advice-server_unstable = There is nothing you can do: tell your IT department and attach this report.
