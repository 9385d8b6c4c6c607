namespace K8sRouter.Core.Tests.Destinations.Vendors;

/// <summary>A vendor doesn't take a request, and says why: the test that sees it fails with the reason.</summary>
internal sealed class Refused(int status, string reason) : Exception($"{status}: {reason}")
{
    public int Status => status;

    public static void Unless(bool condition, int status, string reason)
    {
        if (!condition)
            throw new Refused(status, reason);
    }
}
