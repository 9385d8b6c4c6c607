using System.Collections;
using System.Reflection;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Sources.Cluster;
using K8sRouter.Operator.Tests.Compilation;

namespace K8sRouter.Operator.Tests.Sources.Cluster;

/// <summary>Which Secrets are read at all.</summary>
public sealed class SecretReferencesTests
{
    [Fact]
    public void Every_place_of_a_policy_that_names_a_Secret_is_known()
    {
        var number = 0;
        var spec = (WorkspacePrivacyPolicySpec)Filled(typeof(WorkspacePrivacyPolicySpec), ref number);

        var named = SecretReferences.Of(Given.Policy(Given.Team, spec)).ToHashSet();

        // A field that is added to the resource and forgotten here would be a credential that is never found.
        Assert.Equal(NamesOf(spec).Order(), named.Order());
        Assert.True(named.Count >= 6, string.Join(", ", named));
    }

    [Fact]
    public void The_platforms_credential_is_read_only_for_namespaces_that_get_it()
    {
        var provider = Given.Provider() with { Spec = Given.Provider().Spec with { Auth = Given.Auth(new() { MatchLabels = new Dictionary<string, string> { ["tier"] = "gold" } }) } };

        Assert.Equal(["platform"], SecretReferences.Of(provider, new Dictionary<string, string> { ["tier"] = "gold" }));
        Assert.Empty(SecretReferences.Of(provider, new Dictionary<string, string> { ["tier"] = "tin" }));
        Assert.Empty(SecretReferences.Of(provider with { Spec = provider.Spec with { Auth = Given.Auth() } }, new Dictionary<string, string>()));
    }

    /// <summary>An object with every nested record set, and every name of a Secret another.</summary>
    private static object Filled(Type type, ref int number)
    {
        if (type == typeof(SecretKeyReference))
            return new SecretKeyReference { Name = $"secret-{++number}", Key = "key" };
        if (type == typeof(RedisCredentials))
            return new RedisCredentials { Name = $"secret-{++number}", Key = "key" };
        if (type == typeof(WorkspaceCredential))
            return new WorkspaceCredential { Provider = "acme", Name = $"secret-{++number}", Key = "key" };
        var value = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var inner = property.PropertyType;
            if (inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && IsOurs(inner.GetGenericArguments()[0]))
            {
                var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(inner.GetGenericArguments()))!;
                list.Add(Filled(inner.GetGenericArguments()[0], ref number));
                property.SetValue(value, list);
            }
            else if (IsOurs(inner))
            {
                property.SetValue(value, Filled(inner, ref number));
            }
        }
        return value;
    }

    private static bool IsOurs(Type type) => type is { IsClass: true, Namespace: { } ns } && ns.StartsWith("K8sRouter", StringComparison.Ordinal);

    private static IEnumerable<string> NamesOf(object? value) => value switch
    {
        null or string => [],
        SecretKeyReference reference => [reference.Name],
        RedisCredentials reference => [reference.Name],
        WorkspaceCredential credential => [credential.Name],
        IEnumerable items => items.Cast<object>().SelectMany(NamesOf),
        _ when IsOurs(value.GetType()) => value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite).SelectMany(property => NamesOf(property.GetValue(value))),
        _ => [],
    };
}
