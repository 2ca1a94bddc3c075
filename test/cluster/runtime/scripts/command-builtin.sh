command echo hi; cd() { echo fake; }; command cd /; pwd
