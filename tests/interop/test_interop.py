def test_a(client):
    print(client.status())
