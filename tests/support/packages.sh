# What a Debian 12 machine needs: to build, and to run all tests.
build_packages=(meson ninja-build g++ ccache pkg-config libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libfmt-dev
    libsqlite3-dev libpq-dev default-libmysqlclient-dev)
example_packages=(sqlite3 librsvg2-bin)
test_packages=(libboost-test-dev postgresql pgbouncer mariadb-server galera-4 rsync iproute2 lsof sqlite3 python3 python3-venv clang libclang-rt-14-dev librsvg2-bin bash-completion zsh fish man-db)
