# The spoken code: twenty characters for the telephone.

spoken-heading = Code for the telephone
spoken-note = If the report cannot be sent, dictate this code to your helpdesk, or let them scan it. It holds no name and no address.
spoken-qr = The same code, for a camera
spoken-title = Code { $code }: check of { $day } { $month }, { $hour } h
spoken-title-undated = Code { $code }
spoken-weak = The weak link is { $link }, for a reason that this version does not know.
spoken-about = about { $figure }
spoken-box = Answer of the box
spoken-line = Delay added by the line
spoken-loss = Loss to the nearest public point
spoken-download = Download
spoken-upload = Upload
spoken-loaded = Delay added by a full line
spoken-tunnel = Delay added by the VPN
spoken-door = Own time of the slowest entrance
spoken-server = Own time of the slowest server
spoken-foot = A code holds rounded figures. The report holds them all, with their sources.
spoken-length = A code has { $needed } characters; this one has { $length }.
spoken-character = No code has the character “{ $sign }”: please spell it again.
spoken-check = At least one character is wrong: please read the code again, group by group.
spoken-version = This code was made by another version of Maillon.
