# The spoken code: twenty characters for the telephone.

spoken-heading = Code à dicter
spoken-note = Si le rapport ne peut pas être envoyé, dictez ce code à votre support, ou faites-le lui scanner. Il ne contient ni nom ni adresse.
spoken-qr = Le même code, pour un appareil photo
spoken-title = Code { $code } : vérification du { $day } { $month }, { $hour } h
spoken-title-undated = Code { $code }
spoken-weak = Le maillon faible est { $link }, pour une raison que cette version ne connaît pas.
spoken-about = environ { $figure }
spoken-box = Réponse de la box
spoken-line = Délai ajouté par la ligne
spoken-loss = Perte jusqu’au point public le plus proche
spoken-download = Réception
spoken-upload = Envoi
spoken-loaded = Délai ajouté par une ligne pleine
spoken-tunnel = Délai ajouté par le VPN
spoken-door = Temps propre de l’entrée la plus lente
spoken-server = Temps propre du serveur le plus lent
spoken-foot = Un code contient des valeurs arrondies. Le rapport les contient toutes, avec leurs sources.
spoken-length = Un code a { $needed } caractères ; celui-ci en a { $length }.
spoken-character = Aucun code ne contient le caractère « { $sign } » : faites-le épeler de nouveau.
spoken-check = Au moins un caractère est faux : relisez le code, groupe par groupe.
spoken-version = Ce code vient d’une autre version de Maillon.
