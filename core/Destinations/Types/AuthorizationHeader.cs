using System.Text;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Values of the <c>Authorization</c> header.</summary>
internal static class AuthorizationHeader
{
    public static KeyValuePair<string, string> Bearer(string token) => Of("Bearer " + token);

    public static KeyValuePair<string, string> Basic(string? user, string password) =>
        Of("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>A credential without a scheme before it.</summary>
    public static KeyValuePair<string, string> Of(string value) => new("Authorization", value);
}
