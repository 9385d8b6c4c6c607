using System.Text;
using System.Text.Json;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Json;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Tests.Kubernetes.Models;

public sealed class LibraryKindsTests
{
    private static readonly KubernetesRequest Call = KubernetesRequests.List<V1Node>(new ListOptions());

    [Fact]
    public void Every_kind_says_what_it_is()
    {
        foreach (var type in LibraryKinds.All)
        {
            var entity = LibraryKinds.Find(type)!;
            var read = (k8s.IKubernetesObject)JsonSerializer.Deserialize("""{"metadata":{"name":"n"}}""", LibraryJson.Options.GetTypeInfo(type))!;
            var created = JsonSerializer.Serialize(Activator.CreateInstance(type), LibraryJson.Options.GetTypeInfo(type));

            Assert.Equal((entity.GroupVersion, entity.Kind), (read.ApiVersion, read.Kind));
            // Of some kinds, such as reviews, the library doesn't say it.
            Assert.NotEmpty(entity.PluralName);
            Assert.Equal($$$"""{"apiVersion":"{{{entity.GroupVersion}}}","kind":"{{{entity.Kind}}}","metadata":{}}""", created);
        }
    }

    [Fact]
    public void Whether_a_kind_has_a_namespace_is_as_the_librarys_own_calls_say()
    {
        var calls = typeof(k8s.IKubernetes).GetProperties().SelectMany(group => group.PropertyType.GetMethods())
            .Where(method => method.Name.StartsWith("Create", StringComparison.Ordinal) && method.GetParameters().Length > 0).ToLookup(method => method.GetParameters()[0].ParameterType);

        Assert.All(LibraryKinds.All, type => Assert.Equal(
            LibraryKinds.Find(type)!.Namespaced, calls[type].First().Name.StartsWith("CreateNamespaced", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(typeof(k8s.Models.V1Secret))]
    [InlineData(typeof(k8s.Models.V1TokenReview))]
    [InlineData(typeof(k8s.Models.Authenticationv1TokenRequest))]
    [InlineData(typeof(k8s.Models.V1Pod))]
    public void What_holds_secrets_or_comes_by_the_thousands_is_not_among_them(Type type) => Assert.Null(LibraryKinds.Find(type));

    /// <summary>The library would leave the fraction out, and the server refuse the lease or event.</summary>
    [Fact]
    public void A_whole_second_has_six_decimals_too()
    {
        var second = new DateTime(2026, 11, 20, 12, 0, 1, DateTimeKind.Utc);

        Assert.Equal(
            """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{},"spec":{"acquireTime":"2026-11-20T12:00:01.000000Z","renewTime":"2026-11-20T12:00:01.000000Z"}}""",
            Json(new V1Lease { Spec = new() { AcquireTime = second, RenewTime = second } }));
        Assert.Equal(
            """{"apiVersion":"events.k8s.io/v1","eventTime":"2026-11-20T12:00:01.000000Z","kind":"Event","metadata":{},"series":{"count":2,"lastObservedTime":"2026-11-20T12:00:01.000000Z"}}""",
            Json(new Eventsv1Event { EventTime = second, Series = new() { Count = 2, LastObservedTime = second } }));
    }

    [Fact]
    public void An_objects_identity_is_read_as_that_of_a_slim_type()
    {
        const string Stored = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"team-a","uid":"u","resourceVersion":"7","generation":2,
            "creationTimestamp":"2026-11-20T12:00:00Z","deletionTimestamp":"2026-11-20T13:00:00Z","labels":{"a":"1"},"annotations":{"b":"2","kubectl.kubernetes.io/last-applied-configuration":"{}"},
            "finalizers":["f"],"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"pu","controller":true,"blockOwnerDeletion":false}],
            "managedFields":[{"manager":"other","operation":"Update","fieldsV1":{"f:metadata":{}}},
            {"manager":"m","operation":"Apply","time":"2026-11-20T12:00:05Z","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}}]},"data":{"a":"b"}}
            """;

        var identity = LibraryObject.Of(Read<V1ConfigMap>(Stored));
        var slim = Read<PartialObjectMetadata<V1ConfigMap>>(Stored);

        Assert.Equal(("v1", "ConfigMap"), (identity.ApiVersion, identity.Kind));
        Assert.Equal(Json(slim.Metadata), Json(identity.Metadata));
        Assert.Equal(slim.Metadata.ManagedFields, identity.Metadata.ManagedFields);
        Assert.Equal("m", Assert.Single(identity.Metadata.ManagedFields!).Manager);
        Assert.Same(slim, LibraryObject.Of(slim));
    }

    [Fact]
    public void Of_what_is_kept_only_what_we_use_is_and_writers_are_never_sent()
    {
        var binding = Read<V1RoleBinding>(
            """{"metadata":{"name":"b","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"},"managedFields":[{"manager":"m","fieldsV1":{"f:subjects":{}}}]},"roleRef":{"kind":"ClusterRole","name":"r","apiGroup":"g"}}""");

        Assert.Empty(binding.Metadata.Annotations);
        Assert.Null(binding.Metadata.ManagedFields);
        Assert.DoesNotContain("managedFields", Json(binding with { Metadata = binding.Metadata with { ManagedFields = [new() { Manager = "m" }] } }), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Unreadables => new()
    {
        { """{"metadata":{"name":"n"},"status":{"capacity":{"cpu":"hush"}}}""", "n", "$" },
        { """{"metadata":{"name":"n"},"status":{"capacity":{"cpu":"1e9999999999"}}}""", "n", "$" },
        { """{"metadata":{"name":"n","creationTimestamp":"hush"}}""", "?", "$.metadata.creationTimestamp" },
        { """{"metadata":{"name":"n"},"status":{"nodeInfo":"hush"}}""", "n", "$.status.nodeInfo" },
        { """{"metadata":{"name":""}}""", "", "$.metadata.name" },
        { """{"metadata":{}}""", "?", "$.metadata.name" },
        { """{"metadata":null}""", "?", "$.metadata" },
        { """{}""", "?", "$.metadata.name" },
        { """null""", "?", "$.metadata" },
        { """["hush"]""", "?", "$" },
    };

    [Theory]
    [MemberData(nameof(Unreadables))]
    public void One_that_cannot_be_read_is_named_and_hides_no_other(string node, string name, string path)
    {
        var page = ListReader.Read<V1Node>(Bytes(
            $$$$"""{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"a"}},{{{{node}}}},{"metadata":{"name":"z"},"status":{"nodeInfo":{"kubeletVersion":"v1.33.0"}}}]}"""), Call);

        Assert.Equal(["a", "z"], page.Items.Select(item => item.Metadata.Name));
        Assert.Equal("v1.33.0", page.Items[1].Status.NodeInfo.KubeletVersion);
        Assert.Equal([new(null, name, path)], page.Unreadable);
    }

    [Theory]
    [MemberData(nameof(Unreadables))]
    public void In_a_watch_it_is_an_error_that_quotes_nothing(string node, string name, string path)
    {
        var fault = Assert.Throws<KubernetesException>(() => WatchLine.Parse<V1Node>(Bytes("""{"type":"MODIFIED","object":NODE}""".Replace("NODE", node, StringComparison.Ordinal)), Call));

        Assert.True(fault.IsExpired);
        Assert.Equal($"list nodes: \"{name}\" can't be read at {path}; is it of a newer version?", fault.Message);
        Assert.DoesNotContain("hush", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bookmark_has_a_version_and_no_name() =>
        Assert.Equal("12", WatchLine.Parse<V1Node>(Bytes("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"12","creationTimestamp":null}}}"""), Call).Object.Metadata.ResourceVersion);

    private static T Read<T>(string json) => JsonSerializer.Deserialize(json, KubernetesJson.TypeInfo<T>())!;

    private static string Json<T>(T value) => Encoding.UTF8.GetString(KubernetesJson.Serialize(value));

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
