umask 027; touch f; mkdir d; stat -c '%a' f d; umask
