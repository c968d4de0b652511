#pragma once

// The words of migrations as C++ identifiers, for cpp_migration.hpp and the writer of C++ sources. Each list applies its argument to every word;
// what is a keyword in C++ ends with '_'.

#define RDB_MIGRATION_KEYS(X)                                                                                                          \
    X(dependencies) X(initial) X(atomic) X(run_before) X(replaces) X(was)                                                              \
    X(model) X(name) X(from) X(to) X(to_app) X(field) X(fields) X(index) X(constraint) X(options) X(table) X(schema) X(comment)        \
    X(primary_key) X(ordering) X(indexes) X(constraints) X(backfill) X(only) X(allow_loss) X(elidable) X(ddl) X(algorithm) X(lock)                                \
    X(sql) X(reverse_sql) X(params) X(state_operations) X(database_operations) X(function) X(reverse) X(value) X(batch_size)           \
    X(type) X(null) X(unique) X(column) X(collation) X(max_length) X(max_digits) X(decimal_places) X(db_default) X(auto_now)           \
    X(auto_now_add) X(choices) X(to_field) X(on_delete) X(on_update) X(through) X(columns) X(deferrable) X(content_type) X(object_id)  \
    X(expression) X(expressions) X(output) X(stored) X(of) X(size) X(native) X(db_type) X(json) X(now)                                 \
    X(order) X(nulls) X(opclass) X(where) X(method) X(include) X(with) X(check) X(exclude) X(nulls_distinct)                           \
    X(version) X(locale) X(provider) X(deterministic) X(values) X(add) X(remove) X(rename) X(before) X(after)                         \
    X(sqlite) X(postgresql) X(mysql) X(mongodb) X(strict) X(without_rowid) X(fillfactor)

#define RDB_MIGRATION_KEYWORDS(X) X(default) X(using)

#define RDB_MIGRATION_OPERATIONS(X)                                                                                            \
    X(CreateModel) X(DeleteModel) X(RenameModel) X(MoveModel) X(AddField) X(AlterField) X(RemoveField) X(RenameField)          \
    X(AlterModelTable) X(AlterModelOptions) X(AlterPrimaryKey) X(AddIndex) X(RemoveIndex) X(RenameIndex)                       \
    X(CreateExtension) X(DropExtension) X(CreateCollation) X(DropCollation) X(CreateEnum) X(AlterEnum) X(DropEnum)             \
    X(AddConstraint) X(RemoveConstraint) X(AlterConstraint) X(RunSQL) X(RunCode) X(BackfillField) X(SeparateDatabaseAndState)

#define RDB_MIGRATION_TYPES(X)                                                                                                 \
    X(AutoField) X(BigAutoField) X(SmallAutoField) X(CharField) X(TextField) X(SlugField) X(EmailField) X(URLField)            \
    X(UUIDField) X(IPAddressField) X(SmallIntegerField) X(IntegerField) X(BigIntegerField) X(PositiveSmallIntegerField)        \
    X(PositiveIntegerField) X(PositiveBigIntegerField) X(FloatField) X(DecimalField) X(BooleanField) X(DateField) X(TimeField) \
    X(DateTimeField) X(DurationField) X(BinaryField) X(JSONField) X(EnumField) X(FileField) X(ImageField) X(ForeignKey)        \
    X(OneToOneField) X(ManyToManyField) X(GenericForeignKey) X(GeneratedField) X(ArrayField) X(HStoreField)                    \
    X(IntegerRangeField) X(BigIntegerRangeField) X(DecimalRangeField) X(DateRangeField) X(DateTimeRangeField) X(CITextField)   \
    X(CustomField)
