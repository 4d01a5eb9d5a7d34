# A report that came from a file: opened, refused, marked all along.

opened-banner = Rapport du { $moment }, ouvert depuis un fichier
opened-banner-undated = Rapport sans date, ouvert depuis un fichier
opened-note = Il ne dit rien de la connexion de cet ordinateur maintenant, et rien ne prouve qui l’a écrit.
opened-no_file = Ceci n’est pas un fichier : choisissez le rapport lui-même.
opened-running = Une vérification est en cours : ouvrez ce rapport quand elle sera finie.
