printf '#!/bin/sh\necho "script $0 $1"\n' > s.sh; chmod +x s.sh; ./s.sh arg
