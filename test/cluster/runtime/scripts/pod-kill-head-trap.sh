kill -l | head -1; kill -l 15; kill -l HUP; trap -- 'echo x' INT; trap; trap - INT; trap
