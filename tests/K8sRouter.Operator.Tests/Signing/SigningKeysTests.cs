using System.Net;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Hosting;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Signing;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Operator.Tests.Sidecars.Completion;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Operator.Tests.Signing;

public sealed class SigningKeysTests : IDisposable
{
    private const string Namespace = "k8srouter-system";

    private readonly FakeKubernetes _server = new();
    private readonly RecordedEvents _events = new();
    private readonly SigningKeys _keys;
    private int _changes;

    public SigningKeysTests()
    {
        _keys = Replica();
        _keys.Changed = () => _changes++;
    }

    private V1Secret Secret => _server.All<V1Secret>().Single();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task The_first_replica_makes_two_keys_and_all_share_them()
    {
        await _keys.LoadAsync(default);
        using var other = Replica();
        await other.LoadAsync(default);

        Assert.Equal(_keys.Current.PublicKeys, other.Current.PublicKeys);
        Assert.Equal(2, _keys.Current.PublicKeys.Split(',').Length);
        Assert.Equal(("k8srouter-signing-key", Namespace), (Secret.Metadata.Name, Secret.Metadata.NamespaceProperty));
        Assert.Equal(EventType.Normal, Assert.Single(_events.Told).Type);
    }

    [Fact]
    public async Task Of_two_that_make_keys_at_once_the_second_takes_those_of_the_first()
    {
        using var other = Replica();
        var first = true;
        _server.Before = async (verb, _) =>
        {
            if (verb != "create" || !first)
                return;
            first = false;
            await other.LoadAsync(default);
        };

        await _keys.LoadAsync(default);

        Assert.Equal(other.Current.PublicKeys, _keys.Current.PublicKeys);
        Assert.Single(_events.Told);
    }

    [Fact]
    public async Task A_Secret_that_was_deleted_is_not_put_back_and_the_new_keys_are_told_of()
    {
        await _keys.LoadAsync(default);
        var lost = _keys.Current;
        _server.Remove<V1Secret>(Namespace, "k8srouter-signing-key");

        await _keys.LoadAsync(default);

        Assert.NotEqual(lost.Current.Id, _keys.Current.Current.Id);
        Assert.NotEqual(lost.Next!.Id, _keys.Current.Current.Id);
        Assert.Equal((1, 1), (_changes, _events.Told.Count(told => told.Type == EventType.Warning)));
    }

    [Theory]
    [InlineData("current.pem")]
    [InlineData("next.pem")]
    public async Task A_broken_key_is_replaced_and_the_other_kept_where_it_signs(string broken)
    {
        await _keys.LoadAsync(default);
        var before = _keys.Current;
        _server.Put(Secret with { Data = Secret.Data!.ToDictionary(item => item.Key, item => item.Key == broken ? "x"u8.ToArray() : item.Value) });

        await _keys.LoadAsync(default);

        Assert.Equal(broken == "next.pem", before.Current.Id == _keys.Current.Current.Id);
        Assert.NotEqual(before.Next!.Id, _keys.Current.Next!.Id);
        Assert.Equal(_keys.Current.PublicKeys, SigningKeySet.TryLoad(Secret.Data)!.PublicKeys);
    }

    [Fact]
    public async Task A_rotation_has_the_next_key_sign_makes_another_and_is_no_longer_asked_for()
    {
        await _keys.LoadAsync(default);
        var before = _keys.Current;
        _server.Put(Secret with
        {
            Metadata = Secret.Metadata with { Annotations = new Dictionary<string, string> { ["k8srouter.io/rotate-signing-key"] = "when-known", ["owner"] = "me" } },
        });
        await _keys.LoadAsync(default);
        Assert.Equal(("when-known", 1), (_keys.Summary.Rotation, _changes));

        await _keys.RotateAsync(default);

        Assert.Equal(before.Next!.Id, _keys.Current.Current.Id);
        Assert.Equal((before.Next.Id, _keys.Current.Next!.Id, null), (_keys.Summary.KeyId, _keys.Summary.NextKeyId!, _keys.Summary.Rotation));
        Assert.Equal(["owner"], Secret.Metadata.Annotations!.Keys);
        Assert.Equal(2, _changes);
        Assert.Equal("SigningKeyRotated", _events.Told[^1].Reason);
    }

    [Fact]
    public async Task A_replica_that_read_an_older_Secret_rotates_nothing()
    {
        await _keys.LoadAsync(default);
        using var other = Replica();
        await other.LoadAsync(default);
        await other.RotateAsync(default);

        await _keys.RotateAsync(default);

        Assert.Equal(other.Current.PublicKeys, SigningKeySet.TryLoad(Secret.Data)!.PublicKeys);
    }

    [Fact]
    public async Task Without_the_right_it_says_so()
    {
        _server.Before = (verb, _) => verb == "create" ? throw new KubernetesException("no", HttpStatusCode.Forbidden, "Forbidden") : Task.CompletedTask;
        Assert.Contains("k8srouter-signing-key", await Preflight.SigningProblemAsync(_keys, default), StringComparison.Ordinal);
    }

    private SigningKeys Replica() => new(_server, Namespace, _events, Clocks.Noon(), NullLogger<SigningKeys>.Instance);
}
