case 192.168.1.1 in 10.*) echo ten;; 192.168.*) echo private;; esac; case v1.2 in v[0-9].[0-9]) echo ver;; esac; case file.txt in *.txt|*.md) echo doc;; esac
