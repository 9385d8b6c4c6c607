using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Validation;

public sealed class WorkspacePrivacyPolicyChecksTests
{
    private const string Prefix = "WorkspacePrivacyPolicy \"team-a/default\": ";

    [Fact]
    public void A_valid_policy_has_no_problem() => Assert.Empty(Manifests.Problems(Manifests.Policy));

    [Fact]
    public void The_policy_of_the_design_is_valid_nulls_included() =>
        Assert.Empty(Manifests.Problems("""
            apiVersion: k8srouter.io/v1alpha1
            kind: WorkspacePrivacyPolicy
            metadata: {name: default, namespace: team-a}
            spec:
              training: {paidModels: Deny, freeModels: Deny}
              publication: {freeModels: Deny}
              zeroDataRetention: {required: false, authors: [{author: anthropic, required: true}]}
              retention: {maxDays: 30}
              region: Global
              providers: {allow: null, ignore: []}
              models: {allow: null, ignore: []}
              credentials: [{provider: openai, name: our-openai, key: apiKey}]
              store:
                location: Us
                gcs: {bucket: team-a-prompts, prefix: k8srouter, kmsKeyName: null, credentials: {name: gcs-writer, key: key.json}}
              events: {redis: {address: "redis:6379", tls: true, credentials: {name: redis, key: password, username: team-a}, prefix: "teams:a", ttlSeconds: 2592000, maxLength: 1000000}}
              inputOutputLogging:
                enabled: true
                required: false
                samplingRate: 1
                apiKeyHashes: null
                retentionDays: 90
                store: null
                europeStore: null
              dataUse: {enabled: false, discount: "0.01", store: null}
              broadcast: {enabled: true}
            """));

    [Theory]
    [InlineData("training: {paidModels: deny}", "spec.training.paidModels: Unsupported value: \"deny\": supported values: \"Allow\", \"Deny\"")]
    [InlineData("providers: {allow: []}", "spec.providers.allow: Invalid value: []: must name at least one provider; leave the list out to allow all")]
    [InlineData("models: {allow: []}", "spec.models.allow: Invalid value: []: must name at least one model; leave the list out to allow all")]
    [InlineData("models: {allow: [\"open ai\"]}", "spec.models.allow[0]: Invalid value: \"open ai\": must be a pattern over author/slug, such as openai/*")]
    [InlineData("providers: {allow: [openai], ignore: [openai]}", "spec.providers.ignore[0]: \"openai\" is also on the allow list; ignore wins")]
    [InlineData("providers: {allow: openai}", "spec.providers.allow: Invalid value: must be of type array, not string")]
    [InlineData("inputOutputLogging: {retentionDays: 30}", "spec.inputOutputLogging.retentionDays: Invalid value: 30: must be at least 90")]
    [InlineData("inputOutputLogging: {samplingRate: 0}", "spec.inputOutputLogging.samplingRate: Invalid value: 0: must be at least 0.0001")]
    [InlineData("inputOutputLogging: {samplingRate: 1.5}", "spec.inputOutputLogging.samplingRate: Invalid value: 1.5: must be at most 1")]
    [InlineData("inputOutputLogging: {enabled: false, required: true}",
        "spec.inputOutputLogging.required: Invalid value: true: must not be required where enabled is false: every call would be refused")]
    [InlineData("inputOutputLogging: {apiKeyHashes: [sk-hidden-key]}",
        "spec.inputOutputLogging.apiKeyHashes[0]: Invalid value: must be the SHA-256 of a key in lowercase hex")]
    [InlineData("inputOutputLogging: {europeStore: {location: Us, gcs: {bucket: abc}}}",
        "spec.inputOutputLogging.europeStore.location: Invalid value: \"Us\": must be declared to lie in Europe")]
    [InlineData("inputOutputLogging: {europeStore: {gcs: {bucket: abc}}}", "spec.inputOutputLogging.europeStore.location: Required value: must be declared to lie in Europe")]
    [InlineData("store: {location: Us}", "spec.store.gcs: Required value")]
    [InlineData("store: {gcs: {bucket: My Bucket}}",
        "spec.store.gcs.bucket: Invalid value: \"My Bucket\": must be the name of a bucket: lowercase letters, digits, '-', '_' and '.'")]
    [InlineData("store: {gcs: {bucket: abc, prefix: /x}}",
        "spec.store.gcs.prefix: Invalid value: \"/x\": must be a path without slashes at its ends, white space, #, [, ], * and ?")]
    [InlineData("store: {gcs: {bucket: ab}}",
        "spec.store.gcs.bucket: Invalid value: \"ab\": must be the name of a bucket: lowercase letters, digits, '-', '_' and '.'")]
    [InlineData("store: {gcs: {bucket: \"gs://prompts\"}}",
        "spec.store.gcs.bucket: Invalid value: \"gs://prompts\": must be the name of a bucket: lowercase letters, digits, '-', '_' and '.'")]
    [InlineData("store: {gcs: {bucket: 192.168.5.4}}", "spec.store.gcs.bucket: Invalid value: \"192.168.5.4\": must not look like an IP address")]
    [InlineData("store: {gcs: {bucket: goog-prompts}}",
        "spec.store.gcs.bucket: Invalid value: \"goog-prompts\": must not begin with goog nor hold google: Google keeps those names to itself")]
    [InlineData("inputOutputLogging: {store: {gcs: {bucket: my-google-bucket}}}",
        "spec.inputOutputLogging.store.gcs.bucket: Invalid value: \"my-google-bucket\": must not begin with goog nor hold google: Google keeps those names to itself")]
    [InlineData("store: {gcs: {bucket: prompts..acme}}",
        "spec.store.gcs.bucket: Invalid value: \"prompts..acme\": must have 1 to 63 characters between its dots")]
    [InlineData("store: {gcs: {bucket: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}",
        "spec.store.gcs.bucket: Invalid value: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": must have 1 to 63 characters between its dots")]
    [InlineData("store: {gcs: {bucket: abc, prefix: a/../b}}", "spec.store.gcs.prefix: Invalid value: \"a/../b\": must not hold the parts . and ..")]
    [InlineData("store: {gcs: {bucket: abc, prefix: logs/workspace=team-a}}",
        "spec.store.gcs.prefix: Invalid value: \"logs/workspace=team-a\": must not hold =: readers would take the part for a partition, such as workspace=team-a")]
    [InlineData("store: {gcs: {bucket: abc, kmsKeyName: my-key}}",
        "spec.store.gcs.kmsKeyName: Invalid value: \"my-key\": must be projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY")]
    [InlineData("store: {gcs: {bucket: abc, kmsKeyName: projects/p/locations/us/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1}}",
        "spec.store.gcs.kmsKeyName: Invalid value: \"projects/p/locations/us/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1\": must be projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY")]
    [InlineData("store: {gcs: {bucket: abc, credentials: {name: gcs}}}", "spec.store.gcs.credentials.key: Required value")]
    [InlineData("inputOutputLogging: {samplingRate: \"0.5\"}", "spec.inputOutputLogging.samplingRate: Invalid value: must be of type number, not string")]
    [InlineData("inputOutputLogging: {samplingRate: 0.00001}", "spec.inputOutputLogging.samplingRate: Invalid value: 0.00001: must be at least 0.0001")]
    [InlineData("inputOutputLogging: {retentionDays: 90.5}", "spec.inputOutputLogging.retentionDays: Invalid value: must be of type integer, not number")]
    [InlineData("inputOutputLogging: {retentionDays: 40000}", "spec.inputOutputLogging.retentionDays: Invalid value: 40000: must be at most 36500")]
    [InlineData("dataUse: {discount: \"-0.1\"}",
        "spec.dataUse.discount: Invalid value: \"-0.1\": must be a decimal number in quotes without exponent, such as \"0.00000025\"")]
    [InlineData("dataUse: {discount: 0.01}", "spec.dataUse.discount: Invalid value: must be of type string, not number; put it in quotes if text is meant")]
    [InlineData("dataUse: {enabled: true, store: {location: Us}}", "spec.dataUse.store.gcs: Required value")]
    [InlineData("store: {gcs: {bucket: abc}}\n  dataUse: {store: {gcs: {bucket: abc, prefix: k8srouter}}}",
        "spec.dataUse.store.gcs.bucket: Invalid value: \"abc\": must be another bucket than that of spec.store, or have another prefix: it holds objects of the same names")]
    [InlineData("inputOutputLogging: {europeStore: {location: Europe, gcs: {bucket: abc}}}\n  dataUse: {store: {gcs: {bucket: abc}}}",
        "spec.dataUse.store.gcs.bucket: Invalid value: \"abc\": must be another bucket than that of spec.inputOutputLogging.europeStore, or have another prefix: it holds objects of the same names")]
    [InlineData("events: {redis: {address: redis}}", "spec.events.redis.address: Invalid value: \"redis\": must be host:port, such as redis.data.svc:6379")]
    [InlineData("events: {redis: {address: \"redis:6379\", prefix: \"team-*\"}}",
        "spec.events.redis.prefix: Invalid value: \"team-*\": must be letters, digits, dots, dashes and underscores, with single colons between, such as team-a")]
    [InlineData("events: {redis: {address: \"redis:6379\", prefix: \"team-a:\"}}",
        "spec.events.redis.prefix: Invalid value: \"team-a:\": must be letters, digits, dots, dashes and underscores, with single colons between, such as team-a")]
    [InlineData("events: {redis: {address: \"redis:6379\", credentials: {name: redis, key: password, username: \"team a\"}}}",
        "spec.events.redis.credentials.username: Invalid value: \"team a\": must be the name of a user, without spaces")]
    [InlineData("events: {redis: {address: \"redis:70000\"}}", "spec.events.redis.address: Invalid value: \"redis:70000\": must have a port from 1 to 65535")]
    [InlineData("events: {redis: {address: \"redis:6379\", tls: false, credentials: {name: redis, key: password}}}",
        "spec.events.redis.tls: the password crosses the network readable")]
    [InlineData("events: {redis: {address: \"redis:6379\", certificateAuthority: abc}}",
        "spec.events.redis.certificateAuthority: Invalid value: \"abc\": must hold at least one certificate in PEM, and no private key")]
    [InlineData("dataUse: {discount: \"2\"}", "spec.dataUse.discount: Invalid value: \"2\": must be a share from 0 to 1, such as \"0.01\" for one percent")]
    [InlineData("dataUse: {enabled: true}", "spec.dataUse.store: no store: nothing will be used")]
    [InlineData("credentials: [{provider: a, name: s, key: k}, {provider: a, name: t, key: k}]", "spec.credentials[1].provider: Duplicate value: \"a\"")]
    [InlineData("zeroDataRetention: {authors: [{author: anthropic}]}", "spec.zeroDataRetention.authors[0].required: Required value")]
    [InlineData("retention: {maxDay: 1}", "unknown field \"spec.retention.maxDay\" (did you mean \"maxDays\"?)")]
    [InlineData("logging: {enabled: true}", "unknown field \"spec.logging\"")]
    [InlineData("maxDays: 30", "unknown field \"spec.maxDays\" (did you mean \"spec.retention.maxDays\"?)")]
    public void Each_rule_says_what_is_wrong_and_what_would_be_right(string field, string expected) =>
        Assert.Equal([Prefix + expected], Manifests.Problems($"{Manifests.Policy}\n  {field}"));

    [Fact]
    public void A_policy_has_one_name() =>
        Assert.Equal(
            ["WorkspacePrivacyPolicy \"team-a/strict\": metadata.name: Unsupported value: \"strict\": supported values: \"default\""],
            Manifests.Problems(Manifests.Policy.Replace("name: default", "name: strict", StringComparison.Ordinal)));

    [Fact]
    public void A_store_outside_the_workspaces_region_is_a_warning_since_calls_are_served_all_the_same()
    {
        var problem = Assert.Single(Manifests.All(Manifests.Policy.Replace("Global", "Europe", StringComparison.Ordinal) + "\n  store: {location: Us, gcs: {bucket: abc}}"));

        Assert.Equal(ProblemSeverity.Warning, problem.Severity);
        Assert.Equal(Prefix + "spec.store.location: isn't Europe, the workspace's region: nothing of its calls will be kept there", problem.ToString());
    }

    [Fact]
    public void A_policy_without_spec_is_none() =>
        Assert.Equal([Prefix + "spec: Required value"], Manifests.Problems(Manifests.Policy[..Manifests.Policy.IndexOf("spec:", StringComparison.Ordinal)]));

    [Fact]
    public void A_field_outside_the_spec_is_led_into_it() =>
        Assert.Equal([Prefix + "unknown field \"retention\" (did you mean \"spec.retention\"?)"], Manifests.Problems(Manifests.Policy + "\nretention: {maxDays: 1}"));
}
