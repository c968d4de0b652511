BEGIN; -- one; two
CREATE TRIGGER tr AFTER INSERT ON t WHEN new.a = CASE WHEN 1 THEN 2 END BEGIN SELECT ';'; UPDATE t SET a = 1; END;
/* ; */ INSERT INTO t VALUES ('a;b', "c;d", [e;f], `g;h`, ?1, @x, {name});
COMMIT
